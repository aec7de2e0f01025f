package io.slotwise.it.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.it.harness.TempDirs;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data folders that earlier formats have left are opened by this release, whatever is in them:
 * golden files, which are never made anew. A change of a format adds a set of its own: {@code mvn
 * -pl it verify -Dit.test=GoldenFoldersTest -Dslotwise.golden.make=2} and so on.
 */
class GoldenFoldersTest {

  private static final String REPLIES = "replies.txt";

  /** A member keeps its address for Raft for life; outside of what the system gives away. */
  private static final String MEMBERS_RAFT_PORT = "17311";

  /** How a folder was left, which tells what is in it. */
  private enum Left {
    /** A clean stop: everything is in RocksDB. */
    STOPPED,
    /** A kill at once: everything is in the journal. */
    KILLED,
    /** The first member of a cluster, killed: everything is in Raft logs. */
    MEMBER;

    String file() {
      return name().toLowerCase(Locale.ROOT) + ".zip";
    }

    SlotwiseProcess start(Path dir) {
      SlotwiseProcess server =
          this == MEMBER
              ? SlotwiseProcess.startOn(
                  dir,
                  "--cluster-enabled",
                  "yes",
                  "--cluster-client-port",
                  Integer.toString(SlotwiseProcess.freePort()),
                  "--cluster-port",
                  Integer.toString(SlotwiseProcess.freePort()),
                  "--raft-port",
                  MEMBERS_RAFT_PORT)
              : SlotwiseProcess.startOn(dir);
      if (this == MEMBER) {
        Awaitility.await("slots that are served").until(() -> servesAll(server));
      }
      return server;
    }

    private static boolean servesAll(SlotwiseProcess server) {
      try (RawClient client = server.connect()) {
        return client.call("CLUSTER", "INFO").text().contains("cluster_state:ok");
      }
    }
  }

  private static Path folder(String format) {
    return ItPaths.module().resolve("src/test/resources/golden").resolve(format);
  }

  static Stream<String> formats() throws IOException {
    try (Stream<Path> folders = Files.list(folder("."))) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatAnEarlierReleaseLeftIsRead(String format) throws IOException {
    assumeFalse(Servers.redisStandsIn(), "about Slotwise's own files");
    List<String> replies = Files.readAllLines(folder(format).resolve(REPLIES));
    for (Left left : Left.values()) {
      Path dir = TempDirs.create("golden");
      unpack(folder(format).resolve(left.file()), dir);
      try (SlotwiseProcess server = left.start(dir);
          RawClient client = server.connect()) {
        assertThat(GoldenData.read(client, Integer.parseInt(format)))
            .as("format %s, %s", format, left)
            .isEqualTo(replies);
        assertThat(client.call("SET", "new", "1").text()).isEqualTo("OK");
      } finally {
        TempDirs.delete(dir);
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "slotwise.golden.make", matches = "[0-9]+")
  void makeGoldenFolders() throws IOException {
    String format = System.getProperty("slotwise.golden.make");
    Path target = Files.createDirectory(folder(format));
    for (Left left : Left.values()) {
      Path dir = TempDirs.create("golden");
      try (SlotwiseProcess server = left.start(dir)) {
        try (RawClient client = server.connect()) {
          GoldenData.write(client);
          Files.write(target.resolve(REPLIES), GoldenData.read(client, Integer.parseInt(format)));
        }
        if (left == Left.STOPPED) {
          server.terminate();
        } else {
          server.kill();
        }
        pack(dir, target.resolve(left.file()));
      }
      TempDirs.delete(dir);
    }
  }

  private static void pack(Path dir, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> tree = Files.walk(dir)) {
      for (Path path : tree.filter(Files::isRegularFile).sorted().toList()) {
        zip.putNextEntry(new ZipEntry(dir.relativize(path).toString()));
        Files.copy(path, zip);
      }
    }
  }

  private static void unpack(Path file, Path dir) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path path = dir.resolve(entry.getName());
        Files.createDirectories(path.getParent());
        Files.copy(zip, path);
      }
    }
  }
}
