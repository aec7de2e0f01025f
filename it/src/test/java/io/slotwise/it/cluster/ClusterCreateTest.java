package io.slotwise.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.SlotwiseProcess;
import io.slotwise.it.harness.TempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that ran alone becomes the first member of a cluster, with all that it has. */
class ClusterCreateTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final String[] ports = {
    "--cluster-client-port", Integer.toString(SlotwiseProcess.freePort()),
    "--cluster-port", Integer.toString(SlotwiseProcess.freePort()),
    "--raft-port", Integer.toString(SlotwiseProcess.freePort()),
    "--bind", "127.0.0.1",
    "--enable-debug-command", "yes"
  };
  private Path dir;

  @BeforeEach
  void createFolder() {
    assumeFalse(Servers.redisStandsIn(), "about Slotwise's own clusters");
    dir = TempDirs.create("created");
  }

  @AfterEach
  void removeFolder() {
    if (dir != null) {
      TempDirs.delete(dir);
    }
  }

  private static Commands.Result create(SlotwiseProcess server) {
    return Commands.run(
        new ProcessBuilder(
            ItPaths.distribution().toString(),
            "cluster",
            "create",
            "--shards",
            "4",
            "--node",
            "127.0.0.1:" + server.port()),
        "",
        PATIENCE);
  }

  private static void fill(RawClient client) {
    for (String request :
        List.of(
            "SET s v",
            "SET brief v EX 100000",
            "RPUSH l a b c",
            "HSET h f v g w",
            "HPEXPIRE h 100000000 FIELDS 1 g",
            "SADD s1 x y z",
            "SADD s2 1 2 3",
            "ZADD z 1 a 2 b",
            "XADD st 1-1 f v",
            "XGROUP CREATE st group 0",
            "PFADD hll a b",
            "SETBIT bits 77 1",
            "GEOADD geo 13.3 38.1 Palermo",
            "SELECT 7",
            "SET elsewhere v",
            "SELECT 0")) {
      assertThat(client.call(request.split(" ")).isError()).as(request).isFalse();
    }
    for (int i = 0; i < 3_000; i++) {
      client.send("HSET", "large", "field-" + i, "value-" + i);
    }
    for (int i = 0; i < 3_000; i++) {
      client.read();
    }
    client.call(
        "FUNCTION",
        "LOAD",
        "#!lua name=lib\nredis.register_function('hi', function(k, a) return 'hi ' .. a[1] end)");
  }

  private static String digest(SlotwiseProcess server) {
    try (RawClient client = server.connect()) {
      return client.call("DEBUG", "DIGEST").text();
    }
  }

  @Test
  void everythingIsThereAfterwardsAndAfterAKill() {
    String before;
    try (SlotwiseProcess server = SlotwiseProcess.startOn(dir, ports)) {
      try (RawClient client = server.connect()) {
        fill(client);
      }
      before = digest(server);
      Commands.Result created = create(server);
      assertThat(created.exitCode()).as(created.output()).isZero();
      assertThat(created.output()).contains("Every shard is led", "--join 127.0.0.1");
      assertThat(digest(server)).isEqualTo(before);
      Commands.Result again = create(server);
      assertThat(again.exitCode()).isEqualTo(1);
      assertThat(again.output()).contains("in a cluster already");
      server.kill();
    }
    Commands.Result alone = SlotwiseProcess.startExpectingFailure(dir, ports);
    assertThat(alone.exitCode()).isEqualTo(1);
    assertThat(alone.output()).contains("cluster-enabled yes").doesNotContain("\tat ");
    String[] asMember = java.util.Arrays.copyOf(ports, ports.length + 2);
    asMember[ports.length] = "--cluster-enabled";
    asMember[ports.length + 1] = "yes";
    try (SlotwiseProcess member = SlotwiseProcess.launchOn(dir, asMember);
        RawClient client = member.connect()) {
      // It needs every shard, and DEBUG DIGEST takes those that are led already.
      Awaitility.await("all slots served again")
          .atMost(PATIENCE)
          .until(() -> !client.call("DBSIZE").isError());
      assertThat(digest(member)).isEqualTo(before);
      assertThat(client.call("FCALL", "hi", "0", "you").text()).isEqualTo("hi you");
      assertThat(client.call("SELECT", "7").text()).isEqualTo("OK");
      assertThat(client.call("GET", "elsewhere").text()).isEqualTo("v");
    }
  }

  @Test
  void swappedDatabasesAreNotTakenOver() {
    try (SlotwiseProcess server = SlotwiseProcess.startOn(dir, ports);
        RawClient client = server.connect()) {
      client.call("SET", "k", "v");
      client.call("SWAPDB", "0", "3");
      Commands.Result created = create(server);
      assertThat(created.exitCode()).isEqualTo(1);
      assertThat(created.output()).contains("SWAPDB");
      assertThat(client.call("PING").text()).isEqualTo("PONG");
    }
  }
}
