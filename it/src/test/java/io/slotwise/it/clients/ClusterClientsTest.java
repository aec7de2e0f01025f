package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import io.slotwise.it.harness.Cluster;
import io.slotwise.it.harness.ClusterNode;
import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.harness.Loud;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RedisOracle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.JedisPooled;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/**
 * Clients of Redis Cluster against three nodes, and clients of one server against the same nodes'
 * other ports: they find every key, get on while shards change their leaders, and nothing that they
 * were told was counted is lost. A call that fails, as on a machine so busy that nodes lose sight
 * of one another, is repeated, so some may count twice.
 */
@Tag("slow")
class ClusterClientsTest {

  private static final int KEYS = 200;
  private static final int SHARDS = 6;
  private static final String INCREMENT = "return redis.call('incr', KEYS[1])";
  private static final Duration LOAD = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Nodes wait for up to two seconds themselves before they say that nobody serves a slot. */
  private static final JedisClientConfig PATIENT =
      DefaultJedisClientConfig.builder().timeoutMillis(10_000).build();

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(3);
    cluster.awaitAllLead();
  }

  private static void eventually(ThrowingRunnable work) {
    Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(work);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static HostAndPort clusterAddress() {
    return cluster.node(1).clusterAddress();
  }

  // ---- cluster clients

  @Test
  void jedisCluster() {
    try (JedisCluster jedis = new JedisCluster(Set.of(clusterAddress()), PATIENT)) {
      eventually(
          () -> {
            for (int i = 0; i < KEYS; i++) {
              assertThat(jedis.set("jedis:" + i, "v" + i)).isEqualTo("OK");
              assertThat(jedis.get("jedis:" + i)).isEqualTo("v" + i);
            }
            assertThat(jedis.getClusterNodes()).hasSize(3);
            assertThat(jedis.mset("{jedis}a", "1", "{jedis}b", "2")).isEqualTo("OK");
            assertThat(jedis.mget("{jedis}a", "{jedis}b")).containsExactly("1", "2");
            assertThat(jedis.eval(INCREMENT, List.of("{jedis}a"), List.of())).isEqualTo(2L);
          });
      Counts counts = new Counts("jedis-count:");
      whileLeadersChange(() -> counts.load(jedis::incr, names -> increment(jedis, names)));
      counts.verify(jedis::get);
    }
  }

  private static void increment(UnifiedJedis jedis, List<String> names) {
    try (AbstractPipeline pipeline = jedis.pipelined()) {
      List<Response<Long>> replies = names.stream().map(pipeline::incr).toList();
      pipeline.sync();
      replies.forEach(reply -> assertThat(reply.get()).isPositive());
    } catch (JedisMovedDataException moved) {
      // Pipelines of Jedis do not follow a shard; single commands do, and learn where it is.
      names.forEach(jedis::get);
      throw moved;
    }
  }

  @Test
  void lettuceCluster() {
    RedisClusterClient client = RedisClusterClient.create(uri(clusterAddress()));
    try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
      var redis = connection.sync();
      Map<String, String> all = new HashMap<>();
      for (int i = 0; i < KEYS; i++) {
        all.put("lettuce:" + i, "v" + i);
      }
      eventually(
          () -> {
            // Lettuce splits these by slot.
            assertThat(redis.mset(all)).isEqualTo("OK");
            assertThat(redis.mget(all.keySet().toArray(String[]::new)))
                .allMatch(found -> found.getValue().equals(all.get(found.getKey())));
            assertThat(client.getPartitions()).hasSize(3);
            assertThat(redis.set("{lettuce}n", "1")).isEqualTo("OK");
            assertThat(redis.<Long>eval(INCREMENT, ScriptOutputType.INTEGER, "{lettuce}n"))
                .isEqualTo(2L);
          });
      Counts counts = new Counts("lettuce-count:");
      whileLeadersChange(
          () ->
              counts.load(
                  redis::incr,
                  names -> {
                    List<RedisFuture<Long>> replies = new ArrayList<>();
                    names.forEach(name -> replies.add(connection.async().incr(name)));
                    awaitAll(replies);
                  }));
      counts.verify(redis::get);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  private static RedisURI uri(HostAndPort address) {
    return RedisURI.create(address.getHost(), address.getPort());
  }

  private static void awaitAll(List<RedisFuture<Long>> replies) {
    assertThat(
            LettuceFutures.awaitAll(20, TimeUnit.SECONDS, replies.toArray(RedisFuture<?>[]::new)))
        .isTrue();
    replies.forEach(reply -> reply.toCompletableFuture().join());
  }

  @Test
  void redissonCluster() {
    Config config = new Config();
    config.setCodec(StringCodec.INSTANCE);
    config
        .useClusterServers()
        .addNodeAddress("redis://" + clusterAddress())
        .setScanInterval(500)
        .setTimeout(10_000);
    RedissonClient redisson = Redisson.create(config);
    try {
      eventually(
          () -> {
            for (int i = 0; i < KEYS; i++) {
              redisson.getBucket("redisson:" + i).set("v" + i);
              assertThat(redisson.<String>getBucket("redisson:" + i).get()).isEqualTo("v" + i);
            }
          });
      Counts counts = new Counts("redisson-count:");
      RLock lock = redisson.getLock("redisson-lock");
      whileLeadersChange(
          () ->
              counts.load(
                  name -> {
                    lock.lock();
                    try {
                      redisson.getAtomicLong(name).incrementAndGet();
                    } finally {
                      lock.unlock();
                    }
                  },
                  names -> {
                    RBatch batch = redisson.createBatch();
                    names.forEach(name -> batch.getAtomicLong(name).incrementAndGetAsync());
                    batch.execute();
                  }));
      counts.verify(name -> Long.toString(redisson.getAtomicLong(name).get()));
    } finally {
      redisson.shutdown(0, 5, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ioredis-cluster", "node-redis-cluster"})
  void javaScriptClusters(String program) {
    assumeTrue(JavaScriptPrograms.obstacle().isEmpty(), JavaScriptPrograms.obstacle());
    whileLeadersChange(
        () ->
            assertThat(JavaScriptPrograms.run(program, clusterAddress().getPort()).output())
                .endsWith(program + " works\n"));
  }

  @Test
  void redisPyCluster() {
    Optional<String> python =
        Stream.of("python3", "/usr/bin/python3").filter(ClusterClientsTest::hasRedisPy).findFirst();
    if (python.isEmpty()) {
      Loud.say("REDIS-PY IS NOT TESTED: python3 does not find it (Debian: python3-redis)");
    }
    assumeTrue(python.isPresent(), "no redis-py");
    String program =
        ItPaths.module().resolve("src/test/resources/clients/redis-py-cluster.py").toString();
    List<String> command = List.of(python.get(), program, port());
    whileLeadersChange(
        () ->
            assertThat(Commands.run(command, Duration.ofSeconds(60)).output())
                .endsWith("redis-py-cluster works\n"));
  }

  private static boolean hasRedisPy(String python) {
    return (python.startsWith("/")
            ? Files.isExecutable(Path.of(python))
            : RedisOracle.onPath(python).isPresent())
        && Commands.run(List.of(python, "-c", "import redis"), Duration.ofSeconds(20)).succeeded();
  }

  // ---- Redis's own tools

  private static Commands.Result tool(String name, String input, String... options) {
    assumeTrue(RedisOracle.onPath(name).isPresent(), "no " + name);
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(options));
    return Commands.run(new ProcessBuilder(command), input, Duration.ofSeconds(60));
  }

  private static String port() {
    return Integer.toString(clusterAddress().getPort());
  }

  @Test
  void redisCliFollowsItsKeys() {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      input.append("SET cli:").append(i).append(" v\nGET cli:").append(i).append('\n');
    }
    eventually(
        () ->
            assertThat(tool("redis-cli", input.toString(), "-c", "-p", port()).output().lines())
                .filteredOn(line -> !line.startsWith("-> Redirected"))
                .hasSize(100)
                .allMatch(line -> line.equals("OK") || line.equals("v")));
  }

  @Test
  void redisCliLooksAtTheWholeCluster() {
    String address = clusterAddress().toString();
    eventually(
        () -> {
          Commands.Result check = tool("redis-cli", "", "--cluster", "check", address);
          assertThat(check.output())
              .contains("[OK] All nodes agree about slots configuration.")
              .contains("[OK] All 16384 slots covered.");
          assertThat(check.exitCode()).as(check.output()).isZero();
          assertThat(tool("redis-cli", "", "--cluster", "info", address).output())
              .contains("keys in 3 masters.");
          assertThat(tool("redis-cli", "", "--cluster", "call", address, "PING").output().lines())
              .filteredOn(line -> line.endsWith(": PONG"))
              .hasSize(3);
        });
  }

  @Test
  void redisBenchmarkSpreadsItsLoad() {
    String[] options = {
      "--cluster", "-p", port(), "-n", "6000", "-c", "12", "-P", "4", "-r", "1000", "-q"
    };
    cluster.awaitAllLead();
    eventually(
        () -> {
          for (String test : List.of("set", "get", "incr", "lpush", "sadd", "hset")) {
            List<String> words = new ArrayList<>(List.of(options));
            words.addAll(List.of("-t", test));
            Commands.Result result = tool("redis-benchmark", "", words.toArray(String[]::new));
            assertThat(result.exitCode()).as(result.output()).isZero();
            assertThat(result.output())
                .contains("Cluster has 3 master nodes")
                .doesNotContain("Error");
          }
        });
  }

  // ---- clients of one server

  @Test
  void lettuceKeepsWhatItHasReadUntilItIsToldOfAChange() {
    RedisClient client = RedisClient.create(uri(cluster.node(2).address()));
    RedisClient others = RedisClient.create(uri(cluster.node(0).address()));
    Map<String, String> cache = new ConcurrentHashMap<>();
    try (StatefulRedisConnection<String, String> reader = client.connect();
        StatefulRedisConnection<String, String> writer = others.connect();
        CacheFrontend<String, String> cached =
            ClientSideCaching.enable(
                CacheAccessor.forMap(cache), reader, TrackingArgs.Builder.enabled())) {
      List<String> keys = IntStream.range(0, 50).mapToObj(i -> "kept:" + i).toList();
      for (String value : List.of("1", "2")) {
        // Nothing is read meanwhile: Lettuce may put into its cache what it was told of before.
        whileLeadersChange(
            () -> keys.forEach(key -> eventually(() -> writer.sync().set(key, value))));
        keys.forEach(key -> eventually(() -> assertThat(cached.get(key)).isEqualTo(value)));
      }
      assertThat(cache).isNotEmpty();
      keys.forEach(key -> eventually(() -> writer.sync().del(key)));
      eventually(() -> assertThat(cache).isEmpty());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
      others.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Test
  void jedisOfOneServer() {
    try (JedisPooled jedis = new JedisPooled(cluster.node(2).address(), PATIENT)) {
      Counts counts = new Counts("one-jedis:");
      whileLeadersChange(() -> counts.load(jedis::incr, names -> increment(jedis, names)));
      counts.verify(jedis::get);
      assertThatThrownBy(() -> jedis.set("a", "1").concat(jedis.lpop("a")))
          .isInstanceOf(JedisDataException.class)
          .hasMessageStartingWith("WRONGTYPE");
    }
  }

  @Test
  void lettuceOfOneServer() {
    RedisClient client = RedisClient.create(uri(cluster.node(0).address()));
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      Counts counts = new Counts("one-lettuce:");
      whileLeadersChange(
          () ->
              counts.load(
                  connection.sync()::incr,
                  names -> {
                    List<RedisFuture<Long>> replies = new ArrayList<>();
                    names.forEach(name -> replies.add(connection.async().incr(name)));
                    awaitAll(replies);
                  }));
      counts.verify(connection.sync()::get);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  @Test
  void clusterClientsOfTheOtherPortAreToldThatPort() {
    try (JedisCluster jedis = new JedisCluster(Set.of(cluster.node(0).address()), PATIENT)) {
      eventually(
          () -> {
            for (int i = 0; i < KEYS; i++) {
              jedis.set("other:" + i, "v");
            }
          });
      assertThat(jedis.getClusterNodes().keySet())
          .containsExactlyInAnyOrderElementsOf(
              cluster.addresses().stream().map(HostAndPort::toString).toList());
    }
  }

  // ---- load and changes

  /** Counters, and how often a client was told that it had counted. */
  private static final class Counts {
    private static final int COUNTERS = 50;

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> counted = new HashMap<>();

    Counts(String prefix) {
      for (int i = 0; i < COUNTERS; i++) {
        names.add(prefix + i);
      }
    }

    /** Counts one by one, and now and then all of them together. */
    void load(Consumer<String> one, Consumer<List<String>> together) {
      long endNanos = System.nanoTime() + LOAD.toNanos();
      for (int i = 0; System.nanoTime() < endNanos; i++) {
        List<String> next = i % 20 == 0 ? names : List.of(names.get(i * 7 % COUNTERS));
        eventually(
            () -> {
              if (next.size() == 1) {
                one.accept(next.get(0));
              } else {
                together.accept(next);
              }
            });
        next.forEach(name -> counted.merge(name, 1, Integer::sum));
      }
    }

    void verify(UnaryOperator<String> read) {
      assertThat(counted).hasSize(COUNTERS);
      counted.forEach(
          (name, times) ->
              eventually(
                  () ->
                      assertThat(Integer.parseInt(read.apply(name)))
                          .as(name)
                          .isGreaterThanOrEqualTo(times)));
    }
  }

  /**
   * Has one shard after the other led by another node, and then by its own again, while the work is
   * done. No node is ever without a shard: there are clients that close what leads nothing.
   */
  private static void whileLeadersChange(Runnable work) {
    cluster.awaitAllLead();
    List<ClusterNode> leaders = cluster.leaders();
    assertThat(leaders).hasSize(SHARDS);
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    AtomicInteger turn = new AtomicInteger();
    timer.scheduleWithFixedDelay(
        () -> change(turn.getAndIncrement(), leaders), 0, 200, TimeUnit.MILLISECONDS);
    try {
      work.run();
    } finally {
      timer.shutdownNow();
    }
    cluster.awaitSettled();
  }

  private static void change(int turn, List<ClusterNode> leaders) {
    int shard = turn / 2 % SHARDS;
    ClusterNode own = leaders.get(shard);
    ClusterNode next = turn % 2 == 0 ? cluster.node((own.number() + 1) % 3) : own;
    try (RawClient client = own.connect()) {
      client.call("CLUSTER", "LEAD", Integer.toString(shard), id(next));
    }
  }

  private static String id(ClusterNode node) {
    try (Jedis jedis = new Jedis(node.clusterAddress())) {
      return jedis.clusterMyId();
    }
  }
}
