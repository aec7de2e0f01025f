package io.slotwise.it.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slotwise.it.harness.DurableServer;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TempDirs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} under load loses no acknowledged write, unless durability is {@code memory}. */
class KillTest {

  private static final int CONNECTIONS = 6;

  private Path dir;

  @BeforeEach
  void createFolder() {
    dir = TempDirs.create("killed");
  }

  @AfterEach
  void removeFolder() {
    TempDirs.delete(dir);
  }

  @ParameterizedTest
  @ValueSource(strings = {"os", "everysec", "fsync"})
  void noAcknowledgedWriteIsLost(String durability) {
    try (DurableServer server = Servers.durable(dir, durability)) {
      try (WriteLoad load = WriteLoad.start(server, CONNECTIONS)) {
        load.await(durability.equals("fsync") ? 1_500 : 6_000);
        server.kill();
        server.restart();
        load.verify(server);
        // What a recovery found is still there after the next one.
        server.kill();
        server.restart();
        load.verify(server);
      }
    }
  }

  @Test
  void aServerThatIsKilledAgainAndAgainKeepsEverything() {
    try (DurableServer server = Servers.durable(dir, "os")) {
      for (int round = 0; round < 4; round++) {
        try (RawClient client = server.connect()) {
          client.call("FLUSHALL");
        }
        try (WriteLoad load = WriteLoad.start(server, CONNECTIONS)) {
          load.await(400L * (round + 1));
          server.kill();
          server.restart();
          load.verify(server);
        }
      }
    }
  }

  @Test
  void anOrderlyStopUnderLoadKeepsEverything() {
    try (DurableServer server = Servers.durable(dir, "everysec")) {
      try (WriteLoad load = WriteLoad.start(server, CONNECTIONS)) {
        load.await(1_000);
        server.terminate();
        server.restart();
        load.verify(server);
      }
    }
  }

  @Test
  void deadlinesAndDeletionsSurviveToo() {
    try (DurableServer server = Servers.durable(dir, "everysec")) {
      long expireAtMs;
      try (RawClient client = server.connect()) {
        client.call("MSET", "kept", "1", "deleted", "1", "renamed", "1", "timed", "1");
        client.call("DEL", "deleted");
        client.call("RENAME", "renamed", "renamed to");
        client.call("PEXPIRE", "timed", "100000");
        expireAtMs = client.call("PEXPIRETIME", "timed").asLong();
        client.call("SELECT", "9");
        client.call("SET", "elsewhere", "1");
        client.call("FLUSHDB");
        client.call("SET", "in nine", "1");
      }
      server.kill();
      server.restart();
      try (RawClient client = server.connect()) {
        assertThat(client.call("EXISTS", "kept", "deleted", "renamed", "renamed to").asLong())
            .isEqualTo(2);
        assertThat(client.call("PEXPIRETIME", "timed").asLong()).isEqualTo(expireAtMs);
        assertThat(client.call("DBSIZE").asLong()).isEqualTo(3);
        client.call("SELECT", "9");
        assertThat(client.call("DBSIZE").asLong()).isEqualTo(1);
        assertThat(client.call("GET", "in nine").text()).isEqualTo("1");
      }
    }
  }

  @Test
  void withDurabilityMemoryWhatWasFlushedSurvives() {
    assumeFalse(Servers.redisStandsIn(), "FLUSHMEMTABLE is Slotwise's own");
    try (DurableServer server = Servers.durable(dir, "memory")) {
      try (RawClient client = server.connect()) {
        for (int i = 0; i < 2_000; i++) {
          client.call("SET", "before:" + i, "value " + i);
        }
        assertThat(client.call("FLUSHMEMTABLE").text()).isEqualTo("OK");
        for (int i = 0; i < 2_000; i++) {
          client.call("SET", "after:" + i, "value " + i);
        }
      }
      server.kill();
      server.restart();
      try (RawClient client = server.connect()) {
        int after = 0;
        for (int i = 0; i < 2_000; i++) {
          assertThat(client.call("GET", "before:" + i).text()).isEqualTo("value " + i);
          String text = client.call("GET", "after:" + i).text();
          assertThat(text).isIn(null, "value " + i);
          after += text == null ? 0 : 1;
        }
        System.out.println(
            "durability memory: 2000 of 2000 flushed keys survived kill -9, and "
                + after
                + " of 2000 that were not flushed");
      }
    }
  }
}
