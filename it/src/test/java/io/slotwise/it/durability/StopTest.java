package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.it.harness.TempDirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
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

  @Test
  void clientsThatWaitAreSentAwayAndTakeNothing() throws IOException {
    List<RawClient> waiting = new ArrayList<>();
    try (SlotwiseProcess server = SlotwiseProcess.startOn(dir.resolve("data"))) {
      try (RawClient client = server.connect()) {
        for (String request :
            List.of(
                "BLPOP l 0",
                "BLMOVE l m LEFT LEFT 0",
                "BZPOPMIN z 0",
                "XREAD BLOCK 0 STREAMS s $")) {
          waiting.add(server.connect());
          waiting.get(waiting.size() - 1).send(request.split(" "));
        }
        client.call("CLIENT", "PAUSE", "1000000", "WRITE");
        waiting.add(server.connect());
        waiting.get(waiting.size() - 1).send("RPUSH", "l", "paused");
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> client.call("INFO", "clients").text().contains("blocked_clients:5"));
      }
      stop(server);
      assertThat(waiting).allMatch(client -> client.read().isClosed());
      server.restart();
      try (RawClient client = server.connect()) {
        assertThat(client.call("DBSIZE").asLong()).isZero();
        assertThat(client.call("RPUSH", "l", "a").asLong()).isEqualTo(1);
        assertThat(client.call("LPOP", "l").text()).isEqualTo("a");
      }
    } finally {
      waiting.forEach(RawClient::close);
    }
  }

  @Test
  void aNodeThatWaitsToJoinStops() throws IOException {
    String nobody = "127.0.0.1:" + SlotwiseProcess.freePort();
    try (SlotwiseProcess node =
        SlotwiseProcess.launchOnly(dir.resolve("data"), portsAndJoin(nobody))) {
      Awaitility.await("a node that waits")
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.readString(node.log()).contains("event=join_waits"));
      stop(node);
    }
  }

  private static String[] portsAndJoin(String member) {
    return new String[] {
      "--join", member,
      "--cluster-client-port", Integer.toString(SlotwiseProcess.freePort()),
      "--cluster-port", Integer.toString(SlotwiseProcess.freePort()),
      "--raft-port", Integer.toString(SlotwiseProcess.freePort())
    };
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
