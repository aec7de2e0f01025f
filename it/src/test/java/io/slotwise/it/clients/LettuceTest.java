package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.BitFieldArgs;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lettuce with its defaults: RESP3, one shared connection, futures, a reconnect by itself. */
class LettuceTest {

  private static TestServer server;
  private static RedisClient client;

  @BeforeAll
  static void start() {
    server = Servers.slotwise();
    client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
  }

  @AfterAll
  static void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    server.close();
  }

  @BeforeEach
  void empty() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().flushall();
    }
  }

  @Test
  void everyBasicGroupWorks() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> redis = connection.sync();
      assertThat(redis.ping()).isEqualTo("PONG");
      assertThat(redis.set("a", "1", SetArgs.Builder.ex(100))).isEqualTo("OK");
      assertThat(redis.setGet("a", "5")).isEqualTo("1");
      assertThat(redis.incrby("a", 37)).isEqualTo(42);
      assertThat(redis.pexpire("a", 50_000)).isTrue();
      assertThat(redis.pttl("a")).isBetween(1L, 50_000L);
      assertThat(redis.mset(Map.of("x", "1", "y", "2"))).isEqualTo("OK");
      assertThat(redis.mget("x", "y")).extracting(v -> v.getValue()).containsExactly("1", "2");
      assertThat(redis.copy("x", "z")).isTrue();
      assertThat(redis.keys("?")).containsExactlyInAnyOrder("a", "x", "y", "z");
      assertThat(redis.setbit("bits", 3, 1)).isZero();
      assertThat(redis.bitcount("bits")).isEqualTo(1);
      BitFieldArgs program = BitFieldArgs.Builder.incrBy(BitFieldArgs.unsigned(8), 0, 200);
      assertThat(redis.bitfield("fields", program)).containsExactly(200L);
      assertThat(redis.unlink("x", "y")).isEqualTo(2);
      assertThat(redis.getdel("z")).isEqualTo("1");
      assertThat(redis.configGet("maxclients")).containsKey("maxclients");
      assertThat(redis.commandCount()).isPositive();
      assertThatThrownBy(() -> redis.incrby("a", Long.MAX_VALUE))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessage("ERR increment or decrement would overflow");
    }
  }

  @Test
  void futuresInFlightTogetherAreAnsweredInOrder() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisAsyncCommands<String, String> redis = connection.async();
      connection.setAutoFlushCommands(false);
      List<RedisFuture<String>> replies = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        redis.set("k" + i % 5, "v" + i);
        replies.add(redis.get("k" + i % 5));
      }
      connection.flushCommands();
      assertThat(
              LettuceFutures.awaitAll(20, TimeUnit.SECONDS, replies.toArray(RedisFuture<?>[]::new)))
          .isTrue();
      assertThat(replies)
          .extracting(LettuceTest::value)
          .containsExactlyElementsOf(IntStream.range(0, 1_000).mapToObj(i -> "v" + i).toList());
    }
  }

  private static String value(RedisFuture<String> reply) {
    return reply.toCompletableFuture().join();
  }

  @Test
  void scanSeesEveryKey() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> redis = connection.sync();
      for (int i = 0; i < 500; i++) {
        redis.set("key:" + i, "v");
      }
      ScanIterator<String> keys = ScanIterator.scan(redis, ScanArgs.Builder.limit(20));
      assertThat(keys.stream().toList()).doesNotHaveDuplicates().hasSize(500);
    }
  }

  @Test
  void aConnectionThatWasKilledComesBackByItself() {
    try (StatefulRedisConnection<String, String> victim = client.connect();
        StatefulRedisConnection<String, String> killer = client.connect()) {
      victim.sync().set("a", "1");
      long id = victim.sync().clientId();
      killer.sync().clientKill(io.lettuce.core.KillArgs.Builder.id(id));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(victim.sync().clientId()).isNotEqualTo(id));
      assertThat(victim.sync().get("a")).isEqualTo("1");
    }
  }
}
