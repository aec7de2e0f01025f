package io.slotwise.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.log.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CONFIG SET of what the store acts on, through a socket. */
class RuntimeSettingsTest {

  private static final String KEY = "{a}1";

  @TempDir Path dir;

  private WiredNode node;
  private WiredNode.Client client;

  @BeforeEach
  void start() throws IOException {
    node = new WiredNode(dir, KEY);
    client = node.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    node.close();
  }

  private String run(String command) throws IOException {
    client.send(command);
    return client.lines(1).get(0);
  }

  private String hotCacheLimit() throws IOException {
    return client
        .bulk("info memory")
        .lines()
        .filter(line -> line.startsWith("hot_cache_limit_bytes:"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void maxmemoryZeroLiftsABoundThatWasSet() throws IOException {
    String atStart = hotCacheLimit();
    assertThat(run("config set maxmemory 3mb")).isEqualTo("+OK");
    assertThat(hotCacheLimit()).endsWith(":3145728").isNotEqualTo(atStart);
    assertThat(run("config set maxmemory 0")).isEqualTo("+OK");
    assertThat(hotCacheLimit()).isEqualTo(atStart);
  }

  @Test
  void redisNamesTurnTheDialOfTheStore() throws IOException {
    assertThat(run("config set appendfsync always")).isEqualTo("+OK");
    assertThat(node.store.durability()).isEqualTo(Durability.FSYNC);
    assertThat(run("config set appendonly no")).isEqualTo("+OK");
    assertThat(node.store.durability()).isEqualTo(Durability.MEMORY);
    assertThat(run("config set appendonly yes appendfsync no")).isEqualTo("+OK");
    assertThat(node.store.durability()).isEqualTo(Durability.OS);
  }

  @Test
  void aDiskThatRefusesTheNewDurabilityIsHeardOf() throws IOException {
    assertThat(run("config set durability memory")).isEqualTo("+OK");
    Path journal = dir.resolve("journal");
    Path aside = dir.resolve("journal-aside");
    Files.move(journal, aside);
    Files.createFile(journal);

    assertThat(run("config set timeout 7 appendonly yes"))
        .startsWith("-ERR CONFIG SET failed (possibly related to argument 'appendonly') - ");
    assertThat(node.store.durability()).isEqualTo(Durability.MEMORY);
    client.send("config get timeout", "config get durability", "set " + KEY + " 1");
    assertThat(client.lines(11))
        .containsExactly(
            "*2", "$7", "timeout", "$1", "0", "*2", "$10", "durability", "$6", "memory", "+OK");

    Files.delete(journal);
    Files.move(aside, journal);
    assertThat(run("config set appendonly yes")).isEqualTo("+OK");
    assertThat(node.store.durability()).isEqualTo(Durability.EVERYSEC);
  }
}
