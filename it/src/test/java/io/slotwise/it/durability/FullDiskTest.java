package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.DurableServer;
import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A disk that is full: writes are refused with MISCONF, reads go on, nothing that was acknowledged
 * is lost, and writes work again once there is space, without a restart.
 */
class FullDiskTest {

  private static final int VALUE_BYTES = 20_000;
  private static final int KEYS_MAX = 20_000;

  @Test
  void writesAreRefusedReadsGoOnAndSpaceHeals() throws IOException {
    assumeFalse(Servers.redisStandsIn(), "redis-server ends here");
    String obstacle = LoopDisk.obstacle();
    if (!obstacle.isEmpty()) {
      Loud.say("A FULL DISK IS NOT TESTED: it needs root and loop devices: " + obstacle);
    }
    assumeTrue(obstacle.isEmpty(), obstacle);
    try (LoopDisk disk = LoopDisk.create(160)) {
      Path ballast = disk.mountPoint().resolve("ballast");
      Files.write(ballast, new byte[60 << 20]);
      Path dir = disk.mountPoint().resolve("data");
      try (DurableServer server =
          Servers.durable(
              dir,
              "everysec",
              "--set",
              "slotwise.store.write-buffer-bytes=1MiB",
              "--set",
              "slotwise.store.journal-segment-bytes=4MiB")) {
        int written = fillUp(server);
        assertReadsGoOn(server, written);
        Files.delete(ballast);
        awaitHealed(server);
        server.terminate();
        server.restart();
        assertReadsGoOn(server, written);
      }
    }
  }

  /** Writes until refused. Returns how many writes were acknowledged. */
  private static int fillUp(DurableServer server) {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < KEYS_MAX; i++) {
        RawReply reply = client.call("SET", "k:" + i, value(i));
        if (reply.isError()) {
          assertThat(reply.text()).startsWith("MISCONF");
          // As in Redis: a health check is to see it.
          assertThat(client.call("PING").text()).startsWith("MISCONF");
          return i;
        }
        assertThat(reply.text()).isEqualTo("OK");
      }
    }
    throw new AssertionError("the disk never became full");
  }

  /** No disk's compression makes it small: digits of a generator that the key seeds. */
  private static String value(int key) {
    StringBuilder value = new StringBuilder(VALUE_BYTES);
    java.util.Random random = new java.util.Random(key);
    while (value.length() < VALUE_BYTES) {
      value.append((char) ('!' + random.nextInt(90)));
    }
    return value.toString();
  }

  private static void assertReadsGoOn(DurableServer server, int written) {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < written; i += 37) {
        assertThat(client.call("GET", "k:" + i).text()).as("k:%s", i).isEqualTo(value(i));
      }
      assertThat(client.call("EXISTS", "k:" + (written - 1)).asLong()).isEqualTo(1);
    }
  }

  private static void awaitHealed(DurableServer server) {
    try (RawClient client = server.connect()) {
      Awaitility.await("writes after the disk has space again")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> assertThat(client.call("SET", "healed", "1").text()).isEqualTo("OK"));
    }
  }
}
