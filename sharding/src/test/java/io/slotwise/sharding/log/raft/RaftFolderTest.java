package io.slotwise.sharding.log.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.sharding.log.DataDamagedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLogOutputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of Raft's files that a power cut, a bad disk or a full one has left. */
class RaftFolderTest {

  private static final int FIRST = 40;
  private static final int ENTRIES = 20;
  private static final int DATA_BYTES = 300;
  private static final long TERM = 7;
  private static final int BUFFER_BYTES = 64 << 10;

  @TempDir private Path dir;
  private Path current;

  @BeforeEach
  void makeGroup() throws IOException {
    current =
        Files.createDirectories(dir.resolve("groups").resolve("some-group").resolve("current"));
  }

  /** Written by Ratis itself, which takes back what it reserved when it closes a file. */
  private Path segment(String name) throws IOException {
    Path file = current.resolve(name);
    try (SegmentedRaftLogOutputStream out =
        new SegmentedRaftLogOutputStream(
            file.toFile(), false, 8 << 20, BUFFER_BYTES, ByteBuffer.allocateDirect(BUFFER_BYTES))) {
      for (int i = 0; i < ENTRIES; i++) {
        out.write(entry(FIRST + i));
      }
    }
    return file;
  }

  private static LogEntryProto entry(long index) {
    byte[] data = new byte[DATA_BYTES];
    Arrays.fill(data, (byte) index);
    return LogEntryProto.newBuilder()
        .setTerm(TERM)
        .setIndex(index)
        .setStateMachineLogEntry(
            StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(data)))
        .build();
  }

  private static SegmentScan scan(Path file) throws IOException {
    return new SegmentScan(Files.readAllBytes(file), FIRST);
  }

  private static void write(Path file, long at, byte... bytes) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(at);
      out.write(bytes);
    }
  }

  private static void setLength(Path file, long bytes) throws IOException {
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(bytes);
    }
  }

  private void assertCutTo(Path file, int entries) throws IOException {
    RaftFolder.check(dir);
    SegmentScan after = scan(file);
    assertThat(after.nextIndex()).isEqualTo(FIRST + entries);
    assertThat(after.isClean()).isTrue();
    assertThat(Files.size(file)).isEqualTo(after.end());
  }

  private void assertRefused(Path file, long entry) throws IOException {
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> RaftFolder.check(dir))
        .isInstanceOf(DataDamagedException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("(entry " + entry + ")");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void whatIsWholeStaysAsItIs() throws IOException {
    Path file = segment("log_inprogress_" + FIRST);
    Path closed = segment("log_" + FIRST + "-" + (FIRST + ENTRIES - 1));
    setLength(file, Files.size(file) + BUFFER_BYTES);
    byte[] before = Files.readAllBytes(file);
    byte[] closedBefore = Files.readAllBytes(closed);
    RaftFolder.check(dir);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(Files.readAllBytes(closed)).isEqualTo(closedBefore);
    RaftFolder.check(dir.resolve("not there"));
  }

  @Test
  void aLastEntryThatIsShortIsCutOff() throws IOException {
    Path file = segment("log_inprogress_" + FIRST);
    setLength(file, scan(file).end() - 5);
    assertCutTo(file, ENTRIES - 1);
  }

  @Test
  void aLastEntryOfWhichThePagesDidNotArriveIsCutOff() throws IOException {
    Path file = segment("log_inprogress_" + FIRST);
    write(file, scan(file).end() - DATA_BYTES / 2, new byte[DATA_BYTES / 2]);
    assertCutTo(file, ENTRIES - 1);
  }

  @Test
  void anEndInWhichAnEarlierPageIsMissingIsCutOffWhenNothingBehindIsWhole() throws IOException {
    Path file = segment("log_inprogress_" + FIRST);
    int end = scan(file).end();
    write(file, end - DATA_BYTES - 40, new byte[100]);
    write(file, end - 10, new byte[10]);
    assertCutTo(file, ENTRIES - 2);
  }

  @Test
  void aFileThatWasJustMadeNeedsNoHeader() throws IOException {
    Path file = current.resolve("log_inprogress_" + FIRST);
    Files.write(file, new byte[0]);
    RaftFolder.check(dir);
    Files.write(file, new byte[BUFFER_BYTES]);
    RaftFolder.check(dir);
    assertThat(file).hasSize(BUFFER_BYTES);
  }

  @Test
  void aFlippedByteBeforeWholeEntriesIsDamage() throws IOException {
    Path file = segment("log_inprogress_" + FIRST);
    write(file, scan(file).end() / 2, (byte) 0x5a);
    long entry = scan(file).nextIndex();
    assertThat(entry).isStrictlyBetween((long) FIRST, (long) FIRST + ENTRIES - 1);
    assertRefused(file, entry);
  }

  @Test
  void aPageMissingBeforeWholeEntriesIsDamage() throws IOException {
    Path file = segment("log_inprogress_" + FIRST);
    write(file, 0, new byte[DATA_BYTES * 2]);
    assertRefused(file, FIRST);
  }

  @Test
  void aSegmentThatWasFinishedIsWholeOrDamaged() throws IOException {
    Path file = segment("log_" + FIRST + "-" + (FIRST + ENTRIES - 1));
    setLength(file, scan(file).end() - 1);
    assertRefused(file, FIRST + ENTRIES - 1);
  }

  @Test
  void whoHasLostItsVoteVotesInNoTermThatMayHaveBeen() throws IOException {
    segment("log_inprogress_" + FIRST);
    Path meta = current.resolve("raft-meta");
    Files.write(meta, new byte[0]);
    RaftFolder.check(dir);
    assertThat(meta).hasContent("term=" + (TERM + 1_000_000) + "\nvotedFor=\n");
    RaftFolder.check(dir);
    assertThat(meta).hasContent("term=" + (TERM + 1_000_000) + "\nvotedFor=\n");
  }

  @Test
  void aVoteThatIsThereStays() throws IOException {
    Path meta = current.resolve("raft-meta");
    Files.writeString(meta, "#\n#Sun Nov 22 00:00:00 UTC 2026\nterm=3\nvotedFor=abc\n");
    byte[] before = Files.readAllBytes(meta);
    RaftFolder.check(dir);
    assertThat(Files.readAllBytes(meta)).isEqualTo(before);
  }
}
