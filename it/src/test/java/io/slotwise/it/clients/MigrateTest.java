package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.RedisOracle;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import io.slotwise.protocol.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * MIGRATE between Slotwise and redis-server, both ways, and to targets that misbehave. With a
 * redis-server in Slotwise's place the same holds, but for keys that change on their way.
 */
@Tag("differential")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MigrateTest {

  private static final String HOST = "127.0.0.1";

  private static TestServer slotwise;
  private static TestServer redis;
  private static TestServer guarded;

  private RawClient here;
  private RawClient there;

  @BeforeAll
  static void start() {
    if (RedisOracle.isInstalled()) {
      redis = RedisOracle.start();
      guarded = RedisOracle.start("--requirepass", "secret", "--databases", "2");
      slotwise = Servers.slotwise("--enable-debug-command", "yes");
    }
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      slotwise.close();
      guarded.close();
      redis.close();
    }
  }

  @BeforeEach
  void connect() {
    assumeTrue(redis != null, "no redis-server");
    here = slotwise.connect();
    there = redis.connect();
    here.call("FLUSHALL");
    there.call("FLUSHALL");
  }

  private static void fill(RawClient client) {
    client.call("SET", "string", "x".repeat(300_000));
    client.call("SET", "number", "17", "PX", "600000");
    client.call("RPUSH", "list", "a", "b", "c");
    client.call("SADD", "set", "1", "2", "3");
    client.call("SADD", "words", "only");
    client.call("ZADD", "sorted", "1.5", "a", "2", "b");
    client.call("HSET", "hash", "f", "v", "g", "w");
    client.call("XADD", "stream", "1-1", "f", "v");
    client.call("XGROUP", "CREATE", "stream", "group", "0");
    for (int i = 0; i < 700; i++) {
      client.call("HSET", "large", "field:" + i, "value:" + i);
    }
  }

  private static final List<String> KEYS =
      List.of("string", "number", "list", "set", "words", "sorted", "hash", "stream", "large");

  private static String migrate(RawClient from, TestServer to, String... rest) {
    return migrate(from, to.port(), rest);
  }

  private static String migrate(RawClient from, int port, String... rest) {
    List<String> words = new ArrayList<>(List.of("MIGRATE", HOST, Integer.toString(port)));
    words.addAll(List.of(rest));
    RawReply reply = from.call(words.toArray(String[]::new));
    return reply.text();
  }

  @Test
  void everyTypeGoesThereAndBack() {
    fill(here);
    String digest = here.call("DEBUG", "DIGEST").text();
    assertThat(digest).isNotEqualTo("0".repeat(40));
    for (String key : KEYS) {
      assertThat(migrate(here, redis, key, "0", "5000")).as(key).isEqualTo("OK");
    }
    assertThat(here.call("DBSIZE").text()).isEqualTo("0");
    assertThat(there.call("DEBUG", "DIGEST").text()).isEqualTo(digest);
    assertThat(there.call("PTTL", "number").asLong()).isBetween(1L, 600_000L);
    assertThat(there.call("PTTL", "list").asLong()).isEqualTo(-1);
    List<String> back = new ArrayList<>(List.of("", "0", "5000", "KEYS"));
    back.addAll(KEYS);
    assertThat(migrate(there, slotwise, back.toArray(String[]::new))).isEqualTo("OK");
    assertThat(there.call("DBSIZE").text()).isEqualTo("0");
    assertThat(here.call("DEBUG", "DIGEST").text()).isEqualTo(digest);
    assertThat(here.call("PTTL", "number").asLong()).isBetween(1L, 600_000L);
  }

  @Test
  void severalKeysGoAtOnceAndThoseThatAreRefusedStay() {
    here.call("MSET", "a", "1", "b", "2", "c", "3", "d", "4");
    there.call("MSET", "b", "x", "d", "x");
    assertThat(migrate(here, redis, "", "0", "5000", "KEYS", "a", "nokey", "b", "c", "d"))
        .isEqualTo(
            "ERR Target instance replied with error: BUSYKEY Target key name already exists.");
    assertThat(here.call("EXISTS", "a", "b", "c", "d").asLong()).isEqualTo(2);
    assertThat(here.call("EXISTS", "b", "d").asLong()).isEqualTo(2);
    assertThat(migrate(here, redis, "", "0", "5000", "REPLACE", "KEYS", "b", "d", "b"))
        .isEqualTo("OK");
    assertThat(there.call("MGET", "a", "b", "c", "d").children().stream().map(RawReply::text))
        .containsExactly("1", "2", "3", "4");
    assertThat(here.call("DBSIZE").asLong()).isZero();
  }

  @Test
  void copyLeavesTheKeyAndTheDatabaseIsTheTargets() {
    here.call("SELECT", "2");
    here.call("SET", "k", "v");
    assertThat(migrate(here, redis, "k", "7", "5000", "copy")).isEqualTo("OK");
    assertThat(here.call("GET", "k").text()).isEqualTo("v");
    there.call("SELECT", "7");
    assertThat(there.call("GET", "k").text()).isEqualTo("v");
    assertThat(migrate(here, redis, "k", "99", "5000"))
        .isEqualTo("ERR Target instance replied with error: ERR DB index is out of range");
    assertThat(migrate(here, redis, "nokey", "0", "5000")).isEqualTo("NOKEY");
    assertThat(migrate(here, redis, "", "0", "5000", "KEYS")).isEqualTo("NOKEY");
  }

  @Test
  void theTargetsPasswordIsGiven() {
    here.call("SET", "k", "v");
    String refused = "ERR Target instance replied with error: ";
    assertThat(migrate(here, guarded, "k", "0", "5000"))
        .isEqualTo(refused + "NOAUTH Authentication required.");
    assertThat(migrate(here, guarded, "k", "0", "5000", "AUTH", "wrong"))
        .isEqualTo(refused + "WRONGPASS invalid username-password pair or user is disabled.");
    assertThat(migrate(here, guarded, "k", "5", "5000", "AUTH", "secret"))
        .isEqualTo(refused + "ERR DB index is out of range");
    assertThat(here.call("GET", "k").text()).isEqualTo("v");
    assertThat(migrate(here, guarded, "k", "0", "5000", "AUTH", "secret", "COPY")).isEqualTo("OK");
    assertThat(migrate(here, guarded, "k", "1", "5000", "AUTH2", "default", "secret"))
        .isEqualTo("OK");
    assertThat(here.call("EXISTS", "k").asLong()).isZero();
  }

  @Test
  void aRequestThatIsWrongIsRefusedAsRedisRefusesIt() {
    String[][] requests = {
      {"k", "0", "xx", "foo"},
      {"k", "xx", "yy"},
      {"k", "xx", "0", "KEYS", "a"},
      {"", "xx", "0", "KEYS", "a"},
      {"k", "0", "0", "AUTH"},
      {"k", "0", "0", "COPY", "AUTH2", "x"},
      {"k", "0", "99999999999999999999"},
      {"nokey", "xx", "0", "AUTH2", "KEYS", "KEYS", "REPLACE"},
      {"nokey", "0", "0", "COPY", "COPY"},
      {"k", "0"},
      {"k", "-1", "5000"},
    };
    here.call("SET", "k", "v");
    there.call("SET", "k", "v");
    for (String[] request : requests) {
      assertThat(migrate(here, guarded, request))
          .as(String.join(" ", request))
          .isEqualTo(migrate(there, guarded, request));
    }
    assertThat(here.call("MIGRATE", "nohost.invalid", "1", "k", "0", "1000").text())
        .isEqualTo("IOERR error or timeout connecting to the client");
    assertThat(here.call("MIGRATE", HOST, "-3", "k", "0", "1000"))
        .isEqualTo(there.call("MIGRATE", HOST, "-3", "k", "0", "1000"));
    for (String port : List.of("1", "x", "0")) {
      assertThat(here.call("MIGRATE", HOST, port, "k", "0", "1000").text())
          .as(port)
          .isEqualTo(there.call("MIGRATE", HOST, port, "k", "0", "1000").text())
          .isEqualTo("IOERR error or timeout writing to target instance");
    }
  }

  @Test
  void aTargetThatNeverAnswersHoldsNobodyUp() throws Exception {
    assumeTrue(!Servers.redisStandsIn(), "Redis lets everybody wait");
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RawClient other = slotwise.connect()) {
      here.call("SET", "k", "v");
      here.send("MIGRATE", HOST, Integer.toString(silent.getLocalPort()), "k", "0", "1500");
      long beganNanos = System.nanoTime();
      assertThat(other.call("APPEND", "k", "w").asLong()).isEqualTo(2);
      assertThat(System.nanoTime() - beganNanos).isLessThan(TimeUnit.MILLISECONDS.toNanos(1200));
      assertThat(here.read().text()).isEqualTo("IOERR error or timeout reading to target instance");
      assertThat(here.call("GET", "k").text()).isEqualTo("vw");
      assertThat(other.call("PING").text()).isEqualTo("PONG");
    }
  }

  @Test
  void aTargetThatReadsNothingIsGivenUp() throws Exception {
    // More than the sockets hold on the way, and no more than a request may have on this heap.
    byte[] noise = new byte[15_000_000];
    new Random(1).nextBytes(noise);
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      here.call(List.of(Bytes.of("SET"), Bytes.of("large"), Bytes.wrap(noise)));
      here.send("MIGRATE", HOST, Integer.toString(deaf.getLocalPort()), "large", "0", "500");
      try (Socket source = deaf.accept()) {
        source.getOutputStream().write("+OK\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(here.read().text())
            .isEqualTo("IOERR error or timeout writing to target instance");
      }
      assertThat(here.call("STRLEN", "large").asLong()).isEqualTo(noise.length);
    }
  }

  /** Answers OK to all, but only after the key has been touched in between. */
  private String migrateWhile(Runnable meanwhile, int repliesBefore) throws IOException {
    try (ServerSocket target = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      here.send("MIGRATE", HOST, Integer.toString(target.getLocalPort()), "k", "0", "5000");
      for (int round = 0; round < repliesBefore; round++) {
        try (Socket source = target.accept()) {
          source.getOutputStream().write("+OK\r\n".getBytes(StandardCharsets.US_ASCII));
          readUntil(source, "RESTORE");
          meanwhile.run();
          source.getOutputStream().write("+OK\r\n".getBytes(StandardCharsets.US_ASCII));
          source.getInputStream().readAllBytes();
        }
      }
      return here.read().text();
    }
  }

  private static void readUntil(Socket source, String word) throws IOException {
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf(word) < 0) {
      int b = source.getInputStream().read();
      assertThat(b).as("end before %s in %s", word, seen).isNotNegative();
      seen.append((char) b);
    }
  }

  @Test
  void aKeyThatKeepsChangingStays() throws IOException {
    assumeTrue(!Servers.redisStandsIn(), "Redis does nothing else meanwhile");
    try (RawClient other = slotwise.connect()) {
      here.call("SET", "k", "0");
      assertThat(migrateWhile(() -> other.call("INCR", "k"), 5))
          .startsWith("ERR A key kept changing while it was migrated");
      assertThat(here.call("GET", "k").text()).isEqualTo("5");
    }
  }

  @Test
  void aKeyThatIsDeletedOnItsWayIsReported() throws IOException {
    assumeTrue(!Servers.redisStandsIn(), "Redis does nothing else meanwhile");
    try (RawClient other = slotwise.connect()) {
      here.call("SET", "k", "0");
      assertThat(migrateWhile(() -> other.call("DEL", "k"), 1))
          .startsWith("ERR A key was deleted while it was migrated");
    }
  }

  @Test
  void whatIsWrittenToAKeyOnItsWayIsNotLost() throws Exception {
    here.call("SET", "k", "0");
    try (RawClient other = slotwise.connect()) {
      other.call("SET", "other", "x");
      long counted = 0;
      here.send("MIGRATE", HOST, Integer.toString(redis.port()), "k", "0", "5000");
      for (int i = 0; i < 50; i++) {
        counted = other.call("INCR", "k").asLong();
      }
      String reply = here.read().text();
      long hereNow = asNumber(here.call("GET", "k"));
      long thereNow = asNumber(there.call("GET", "k"));
      // Once the key has gone, INCR starts a new one here.
      assertThat(reply.equals("OK") ? hereNow + thereNow : hereNow)
          .as("%s, here %d, there %d, last %d", reply, hereNow, thereNow, counted)
          .isEqualTo(50);
    }
  }

  private static long asNumber(RawReply reply) {
    return reply.isNull() ? 0 : Long.parseLong(reply.text());
  }
}
