package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.it.harness.TempDirs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A data folder that is not as a server left it: what a crash can do to it is repaired without a
 * word from anybody, anything else is refused with a message that says what and what to do.
 */
class DataFolderTest {

  private Path dir;

  @BeforeEach
  void createFolder() {
    assumeFalse(Servers.redisStandsIn(), "about Slotwise's own files");
    dir = TempDirs.create("folder");
  }

  @AfterEach
  void removeFolder() {
    if (dir != null) {
      TempDirs.delete(dir);
    }
  }

  /** Writes keys one by one, each its own record of the journal, and kills the server. */
  private void writeAndKill(String durability, int keys) {
    try (SlotwiseProcess server = SlotwiseProcess.startOn(dir, "--durability", durability)) {
      try (RawClient client = server.connect()) {
        for (int i = 0; i < keys; i++) {
          assertThat(client.call("SET", "k:" + i, "value " + i).text()).isEqualTo("OK");
        }
      }
      server.kill();
    }
  }

  private void assertHolds(int keys) {
    try (SlotwiseProcess server = SlotwiseProcess.startOn(dir);
        RawClient client = server.connect()) {
      for (int i = 0; i < keys; i++) {
        assertThat(client.call("GET", "k:" + i).text()).as("k:%s", i).isEqualTo("value " + i);
      }
      assertThat(client.call("DBSIZE").asLong()).isEqualTo(keys);
      assertThat(client.call("SET", "new", "1").text()).isEqualTo("OK");
    }
  }

  private Path lastSegment() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("journal"))) {
      List<Path> segments = files.filter(f -> f.toString().endsWith(".journal")).sorted().toList();
      return segments.get(segments.size() - 1);
    }
  }

  @Test
  void aTornTailIsCutOff() throws IOException {
    writeAndKill("os", 100);
    try (RandomAccessFile file = new RandomAccessFile(lastSegment().toFile(), "rw")) {
      file.setLength(file.length() - 3);
    }
    assertHolds(99);
  }

  @Test
  void garbageBehindTheLastRecordIsCutOff() throws IOException {
    writeAndKill("os", 100);
    Files.write(lastSegment(), new byte[] {0, 0, 0, 40, 1, 2, 3}, StandardOpenOption.APPEND);
    assertHolds(100);
  }

  @Test
  void zeroesBehindTheLastRecordAreCutOff() throws IOException {
    writeAndKill("os", 100);
    Files.write(lastSegment(), new byte[8192], StandardOpenOption.APPEND);
    assertHolds(100);
  }

  @Test
  void aJournalDamagedWhereTheDiskHadItIsRefused() throws IOException {
    writeAndKill("fsync", 100);
    Path segment = lastSegment();
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int old = file.read();
      file.seek(file.length() / 2);
      file.write(old ^ 0x40);
    }
    Commands.Result result = SlotwiseProcess.startExpectingFailure(dir);
    assertThat(result.exitCode()).as(result.output()).isPositive();
    assertThat(result.output())
        .contains(segment.getFileName().toString())
        .containsIgnoringCase("damaged")
        .contains("journal-recovery")
        .doesNotContain("\tat ");
  }

  @Test
  void truncatingADamagedJournalKeepsWhatIsBeforeTheDamage() throws IOException {
    writeAndKill("fsync", 100);
    try (RandomAccessFile file = new RandomAccessFile(lastSegment().toFile(), "rw")) {
      file.seek(file.length() / 2);
      file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
    try (SlotwiseProcess server =
            SlotwiseProcess.startOn(dir, "--set", "slotwise.store.journal-recovery=truncate");
        RawClient client = server.connect()) {
      long kept = client.call("DBSIZE").asLong();
      assertThat(kept).isBetween(1L, 99L);
      for (int i = 0; i < kept; i++) {
        assertThat(client.call("GET", "k:" + i).text()).isEqualTo("value " + i);
      }
    }
  }

  @Test
  void aFolderInUseIsRefused() {
    try (SlotwiseProcess first = SlotwiseProcess.startOn(dir)) {
      Commands.Result second = SlotwiseProcess.startExpectingFailure(dir);
      assertThat(second.exitCode()).as(second.output()).isPositive();
      assertThat(second.output())
          .contains("in use")
          .contains(dir.toString())
          .doesNotContain("\tat ");
      try (RawClient client = first.connect()) {
        assertThat(client.call("PING").text()).isEqualTo("PONG");
      }
    }
  }

  @Test
  void anUnknownFormatVersionIsRefused() throws IOException {
    writeAndKill("os", 1);
    Path format = dir.resolve("FORMAT");
    String text = Files.readString(format);
    Files.writeString(format, text.replaceFirst("slotwise-store \\d+", "slotwise-store 9999"));
    Commands.Result result = SlotwiseProcess.startExpectingFailure(dir);
    assertThat(result.exitCode()).as(result.output()).isPositive();
    assertThat(result.output()).contains("slotwise-store 9999").doesNotContain("\tat ");
  }

  @Test
  void aPortInUseIsRefused() {
    try (SlotwiseProcess first = SlotwiseProcess.startOn(dir)) {
      Path other = TempDirs.create("folder");
      try {
        Commands.Result second = SlotwiseProcess.startExpectingFailure(other, first.port());
        assertThat(second.exitCode()).as(second.output()).isPositive();
        assertThat(second.output())
            .contains(Integer.toString(first.port()))
            .doesNotContain("\tat ");
      } finally {
        TempDirs.delete(other);
      }
    }
  }
}
