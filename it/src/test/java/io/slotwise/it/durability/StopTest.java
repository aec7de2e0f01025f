package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.it.harness.TempDirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SIGTERM in the middle of everything: the server says goodbye, soon, and keeps what it has. */
class StopTest {

  private static final int CONNECTIONS = 6;
  private static final int ROUNDS = 3;

  /** Well below what a supervisor waits before it kills; an idle stop takes well under a second. */
  private static final Duration STOP_MAX = Duration.ofSeconds(15);

  private final InstantSource clock = InstantSource.system();
  private Path dir;

  @BeforeEach
  void createFolder() {
    dir = TempDirs.create("stopped");
  }

  @AfterEach
  void removeFolder() {
    TempDirs.delete(dir);
  }

  @Test
  void aServerUnderLoadStopsSoonAndKeepsEverything() throws IOException {
    try (SlotwiseProcess server = SlotwiseProcess.startOn(dir.resolve("data"))) {
      try (WriteLoad load = WriteLoad.start(server, CONNECTIONS)) {
        load.await(2_000);
        stop(server);
        server.restart();
        load.verify(server);
      }
      for (int round = 1; round < ROUNDS; round++) {
        stop(server);
        server.restart();
      }
      stop(server);
    }
  }

  private void stop(SlotwiseProcess server) throws IOException {
    Instant asked = clock.instant();
    server.terminate();
    assertThat(Duration.between(asked, clock.instant())).isLessThan(STOP_MAX);
    assertThat(server.exitCode()).isZero();
    assertThat(Files.readString(server.log()))
        .contains("Stopped in ")
        .doesNotContain("stop_failed", "stop_slow", "ERROR");
  }
}
