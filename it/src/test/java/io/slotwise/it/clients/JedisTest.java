package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.it.harness.DurableServer;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TempDirs;
import io.slotwise.it.harness.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.args.BitOP;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Jedis with its defaults: pooled connections, both protocols, pipelines, a server that restarts.
 */
class JedisTest {

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = Servers.slotwise();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void empty() {
    try (RawClient client = server.connect()) {
      client.call("FLUSHALL");
    }
  }

  @Test
  void everyBasicGroupWorksThroughAPool() {
    try (JedisPooled jedis = new JedisPooled("127.0.0.1", server.port())) {
      assertThat(jedis.set("a", "1", SetParams.setParams().nx().ex(100))).isEqualTo("OK");
      assertThat(jedis.set("a", "2", SetParams.setParams().nx())).isNull();
      assertThat(jedis.ttl("a")).isBetween(90L, 100L);
      assertThat(jedis.incrBy("a", 41)).isEqualTo(42);
      assertThat(jedis.incrByFloat("f", 0.5)).isEqualTo(0.5);
      assertThat(jedis.append("text", "hello")).isEqualTo(5);
      assertThat(jedis.getrange("text", 1, 3)).isEqualTo("ell");
      assertThat(jedis.mset("x", "1", "y", "2")).isEqualTo("OK");
      assertThat(jedis.mget("x", "nothing", "y")).containsExactly("1", null, "2");
      assertThat(jedis.rename("x", "z")).isEqualTo("OK");
      assertThat(jedis.type("z")).isEqualTo("string");
      assertThat(jedis.setbit("bits", 9, true)).isFalse();
      assertThat(jedis.bitop(BitOP.NOT, "inverted", "bits")).isEqualTo(2);
      assertThat(jedis.bitfield("fields", "SET", "u8", "0", "255", "GET", "u4", "0"))
          .containsExactly(0L, 15L);
      byte[] dump = jedis.dump("text");
      assertThat(jedis.restore("copy", 0, dump)).isEqualTo("OK");
      assertThat(jedis.get("copy")).isEqualTo("hello");
      assertThat(jedis.del("y", "z", "nothing")).isEqualTo(2);
      assertThatThrownBy(() -> jedis.incr("text"))
          .isInstanceOf(JedisDataException.class)
          .hasMessage("ERR value is not an integer or out of range");
    }
  }

  @Test
  void resp3WorksToo() {
    DefaultJedisClientConfig config =
        DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP3).clientName("me").build();
    try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", server.port()), config)) {
      assertThat(jedis.clientGetname()).isEqualTo("me");
      assertThat(jedis.configGet("appendonly")).isInstanceOf(Map.class).hasSize(1);
      assertThat(jedis.info()).contains("redis_version:");
      assertThat(jedis.select(3)).isEqualTo("OK");
      assertThat(jedis.set("k", "v")).isEqualTo("OK");
      assertThat(jedis.dbSize()).isEqualTo(1);
      assertThat(jedis.get("nothing")).isNull();
    }
  }

  @Test
  void aPipelineAnswersInOrder() {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      Pipeline pipeline = jedis.pipelined();
      List<Response<String>> replies = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        pipeline.set("k" + i % 7, "v" + i);
        replies.add(pipeline.get("k" + i % 7));
      }
      pipeline.sync();
      assertThat(replies)
          .extracting(Response::get)
          .containsExactlyElementsOf(IntStream.range(0, 2_000).mapToObj(i -> "v" + i).toList());
    }
  }

  @Test
  void scanSeesEveryKey() {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      for (int i = 0; i < 1_000; i++) {
        jedis.set("key:" + i, "v");
      }
      List<String> seen = new ArrayList<>();
      String cursor = ScanParams.SCAN_POINTER_START;
      do {
        ScanResult<String> page = jedis.scan(cursor, new ScanParams().count(50).match("key:*"));
        seen.addAll(page.getResult());
        cursor = page.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertThat(seen).doesNotHaveDuplicates().hasSize(1_000);
    }
  }

  @Test
  void aPoolFindsAServerThatWasStartedAgain() {
    Path dir = TempDirs.create("jedis");
    try (DurableServer restarted = Servers.durable(dir, "everysec");
        JedisPooled jedis = new JedisPooled("127.0.0.1", restarted.port())) {
      jedis.set("a", "1");
      restarted.terminate();
      restarted.restart();
      // The pooled connection is broken; Jedis says so once and opens another.
      try {
        jedis.ping();
      } catch (redis.clients.jedis.exceptions.JedisConnectionException broken) {
        assertThat(broken).isNotNull();
      }
      assertThat(jedis.get("a")).isEqualTo("1");
    } finally {
      TempDirs.delete(dir);
    }
  }
}
