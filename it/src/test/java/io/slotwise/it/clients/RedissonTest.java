package io.slotwise.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import io.slotwise.it.harness.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RBatch;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RBloomFilter;
import org.redisson.api.RBucket;
import org.redisson.api.RCountDownLatch;
import org.redisson.api.RFencedLock;
import org.redisson.api.RFuture;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RLock;
import org.redisson.api.RMapCache;
import org.redisson.api.RPermitExpirableSemaphore;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RReadWriteLock;
import org.redisson.api.RReliableTopic;
import org.redisson.api.RScript;
import org.redisson.api.RSemaphore;
import org.redisson.api.RSetCache;
import org.redisson.api.RTimeSeries;
import org.redisson.api.RTopic;
import org.redisson.api.RTransaction;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.api.TransactionOptions;
import org.redisson.api.map.event.EntryExpiredListener;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Redisson, whose objects are Lua scripts, topics and deadlines: what it promises of each holds on
 * one server.
 */
class RedissonTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static TestServer server;
  private static RedissonClient redisson;

  @BeforeAll
  static void start() {
    server = Servers.slotwise();
    redisson = Redisson.create(config());
  }

  private static Config config() {
    Config config = new Config();
    config.setCodec(StringCodec.INSTANCE);
    config.setThreads(2);
    config.setNettyThreads(2);
    config
        .useSingleServer()
        .setAddress("redis://127.0.0.1:" + server.port())
        .setConnectionMinimumIdleSize(2)
        .setConnectionPoolSize(8);
    return config;
  }

  @AfterAll
  static void stop() {
    redisson.shutdown(0, 5, TimeUnit.SECONDS);
    server.close();
  }

  @BeforeEach
  void empty() {
    try (RawClient client = server.connect()) {
      client.call("FLUSHALL");
    }
  }

  /** Runs something on a thread of its own, for locks belong to threads. */
  private static <T> CompletableFuture<T> elsewhere(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.run());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private interface Work<T> {
    T run() throws Exception;
  }

  private static boolean there(Work<Boolean> work) {
    return elsewhere(work).orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  @Test
  void aLockIsOneThreadsAndWakesWhoWaits() throws InterruptedException {
    RLock lock = redisson.getLock("lock");
    lock.lock();
    lock.lock();
    assertThat(lock.getHoldCount()).isEqualTo(2);
    assertThat(lock.remainTimeToLive()).isBetween(1L, 30_000L);
    assertThat(there(lock::tryLock)).isFalse();
    assertThatThrownBy(
            () ->
                there(
                    () -> {
                      lock.unlock();
                      return true;
                    }))
        .hasRootCauseInstanceOf(IllegalMonitorStateException.class);
    CompletableFuture<Boolean> waiting =
        elsewhere(() -> lock.tryLock(PATIENCE.toMillis(), 200, TimeUnit.MILLISECONDS));
    lock.unlock();
    assertThat(waiting).isNotDone();
    lock.unlock();
    assertThat(waiting.join()).isTrue();
    // The other one's lease ends by itself.
    assertThat(lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(lock.forceUnlock()).isTrue();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void otherKindsOfLocksKeepTheirOrder() throws InterruptedException {
    RLock fair = redisson.getFairLock("fair");
    fair.lock(10, TimeUnit.SECONDS);
    CompletableFuture<Boolean> first = elsewhere(() -> fair.tryLock(10, 10, TimeUnit.SECONDS));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> redisson.getScoredSortedSet("redisson_lock_timeout:{fair}").size() == 1);
    assertThat(there(fair::tryLock)).isFalse();
    fair.unlock();
    assertThat(first.join()).isTrue();
    assertThat(fair.forceUnlock()).isTrue();

    RReadWriteLock readWrite = redisson.getReadWriteLock("read-write");
    readWrite.readLock().lock(10, TimeUnit.SECONDS);
    assertThat(there(() -> readWrite.readLock().tryLock())).isTrue();
    assertThat(there(() -> readWrite.writeLock().tryLock())).isFalse();

    RFencedLock fenced = redisson.getFencedLock("fenced");
    long token = fenced.lockAndGetToken();
    fenced.unlock();
    assertThat(fenced.lockAndGetToken()).isEqualTo(token + 1);
    fenced.unlock();

    RLock one = redisson.getLock("one");
    RLock two = redisson.getLock("two");
    RLock both = redisson.getMultiLock(one, two);
    assertThat(there(() -> one.tryLock(0, 10, TimeUnit.SECONDS))).isTrue();
    assertThat(both.tryLock(100, 1_000, TimeUnit.MILLISECONDS)).isFalse();
    one.forceUnlock();
    assertThat(both.tryLock(5, 10, TimeUnit.SECONDS)).isTrue();
    both.unlock();
    assertThat(two.isLocked()).isFalse();

    RLock spin = redisson.getSpinLock("spin");
    spin.lock();
    assertThat(there(spin::tryLock)).isFalse();
    spin.unlock();
  }

  @Test
  void permitsAreCountedAndLatchesOpen() throws InterruptedException {
    RSemaphore semaphore = redisson.getSemaphore("semaphore");
    assertThat(semaphore.trySetPermits(2)).isTrue();
    assertThat(semaphore.trySetPermits(5)).isFalse();
    semaphore.acquire(2);
    assertThat(semaphore.tryAcquire()).isFalse();
    CompletableFuture<Boolean> waiting = elsewhere(() -> semaphore.tryAcquire(PATIENCE));
    semaphore.release();
    assertThat(waiting.join()).isTrue();
    assertThat(semaphore.availablePermits()).isZero();

    RPermitExpirableSemaphore expirable = redisson.getPermitExpirableSemaphore("expirable");
    assertThat(expirable.trySetPermits(1)).isTrue();
    String id = expirable.acquire(200, TimeUnit.MILLISECONDS);
    assertThat(expirable.tryAcquire()).isNull();
    String next = expirable.tryAcquire(PATIENCE.toMillis(), 10_000, TimeUnit.MILLISECONDS);
    assertThat(next).isNotNull().isNotEqualTo(id);
    assertThat(expirable.tryRelease(id)).isFalse();
    assertThat(expirable.tryRelease(next)).isTrue();

    RCountDownLatch latch = redisson.getCountDownLatch("latch");
    assertThat(latch.trySetCount(2)).isTrue();
    CompletableFuture<Boolean> opened = elsewhere(() -> latch.await(20, TimeUnit.SECONDS));
    latch.countDown();
    assertThat(latch.getCount()).isEqualTo(1);
    latch.countDown();
    assertThat(opened.join()).isTrue();
  }

  @Test
  void aRateIsLimited() {
    RRateLimiter limiter = redisson.getRateLimiter("limiter");
    assertThat(limiter.trySetRate(RateType.OVERALL, 3, Duration.ofMinutes(5))).isTrue();
    assertThat(limiter.trySetRate(RateType.OVERALL, 9, Duration.ofMinutes(5))).isFalse();
    assertThat(limiter.tryAcquire(2)).isTrue();
    assertThat(limiter.tryAcquire(2)).isFalse();
    assertThat(limiter.availablePermits()).isEqualTo(1);
    assertThatThrownBy(() -> limiter.tryAcquire(4))
        .hasMessageContaining("Requested permits amount cannot exceed defined rate");
    assertThat(limiter.delete()).isTrue();
    assertThat(limiter.trySetRate(RateType.PER_CLIENT, 1, Duration.ofMillis(200))).isTrue();
    assertThat(limiter.tryAcquire(1)).isTrue();
    assertThat(limiter.tryAcquire(1, PATIENCE)).isTrue();
  }

  @Test
  void entriesHaveDeadlinesOfTheirOwn() {
    RMapCache<String, String> map = redisson.getMapCache("map");
    BlockingQueue<String> expired = new LinkedBlockingQueue<>();
    map.addListener((EntryExpiredListener<String, String>) event -> expired.add(event.getKey()));
    assertThat(map.put("short", "1", 200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(map.putIfAbsent("long", "2", 1, TimeUnit.HOURS, 30, TimeUnit.MINUTES)).isNull();
    assertThat(map.fastPut("for-ever", "3")).isTrue();
    assertThat(map.remainTimeToLive("long")).isBetween(1L, 3_600_000L);
    Awaitility.await().atMost(PATIENCE).until(() -> !map.containsKey("short"));
    assertThat(map.readAllMap()).isEqualTo(Map.of("long", "2", "for-ever", "3"));
    assertThat(map.replace("long", "2", "4")).isTrue();
    map.fastReplace("for-ever", "5");
    map.setMaxSize(2);
    assertThat(map.getAll(java.util.Set.of("long", "short"))).isEqualTo(Map.of("long", "4"));

    RSetCache<String> set = redisson.getSetCache("set");
    assertThat(set.add("short", 200, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(set.add("for-ever")).isTrue();
    Awaitility.await().atMost(PATIENCE).until(() -> !set.contains("short"));
    assertThat(set.readAll()).containsExactly("for-ever");

    RBucket<String> bucket = redisson.getBucket("bucket");
    bucket.set("a", Duration.ofSeconds(100));
    assertThat(bucket.compareAndSet("b", "c")).isFalse();
    assertThat(bucket.compareAndSet("a", "b")).isTrue();
    assertThat(bucket.getAndDelete()).isEqualTo("b");
  }

  @Test
  void aLocalCacheHearsOfWhatOthersChange() {
    LocalCachedMapOptions<String, String> options = LocalCachedMapOptions.name("cached");
    RLocalCachedMap<String, String> here = redisson.getLocalCachedMap(options);
    RLocalCachedMap<String, String> there = redisson.getLocalCachedMap(options);
    here.put("a", "1");
    assertThat(there.get("a")).isEqualTo("1");
    here.fastPut("a", "2");
    Awaitility.await().atMost(PATIENCE).until(() -> "2".equals(there.get("a")));
    here.destroy();
    there.destroy();
  }

  @Test
  void topicsReachWhoListens() throws InterruptedException {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    RTopic topic = redisson.getTopic("topic");
    int id = topic.addListener(String.class, (channel, text) -> heard.add(channel + " " + text));
    redisson
        .getPatternTopic("top*")
        .addListener(String.class, (pattern, channel, text) -> heard.add(pattern + " " + text));
    assertThat(topic.publish("news")).isEqualTo(2);
    assertThat(List.of(next(heard), next(heard)))
        .containsExactlyInAnyOrder("topic news", "top* news");
    topic.removeListener(id);
    assertThat(topic.publish("more")).isEqualTo(1);

    RReliableTopic reliable = redisson.getReliableTopic("reliable");
    reliable.addListener(String.class, (channel, text) -> heard.add("reliably " + text));
    heard.clear();
    reliable.publish("news");
    assertThat(next(heard)).isEqualTo("reliably news");
    reliable.removeAllListeners();

    BlockingQueue<String> expired = new LinkedBlockingQueue<>();
    RBucket<String> bucket = redisson.getBucket("fading");
    try (RawClient client = server.connect()) {
      client.call("CONFIG", "SET", "notify-keyspace-events", "Ex");
    }
    bucket.addListener((org.redisson.api.ExpiredObjectListener) expired::add);
    bucket.set("x", Duration.ofMillis(100));
    assertThat(next(expired)).isEqualTo("fading");
  }

  private static String next(BlockingQueue<String> queue) throws InterruptedException {
    return queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void queuesHandOverEachElementOnce() throws InterruptedException {
    RBlockingQueue<String> queue = redisson.getBlockingQueue("queue");
    CompletableFuture<String> waiting = elsewhere(() -> queue.poll(20, TimeUnit.SECONDS));
    queue.add("a");
    assertThat(waiting.join()).isEqualTo("a");
    queue.addAll(List.of("b", "c"));
    assertThat(queue.contains("c")).isTrue();
    assertThat(queue.remove("b")).isTrue();
    assertThat(queue.pollLastAndOfferFirstTo("other")).isEqualTo("c");
    assertThat(redisson.getDeque("other").peekFirst()).isEqualTo("c");

    var ordered = redisson.<String>getPriorityQueue("ordered");
    ordered.add("c");
    ordered.add("a");
    ordered.add("b");
    assertThat(List.of(ordered.poll(), ordered.poll(), ordered.poll()))
        .containsExactly("a", "b", "c");

    var scores = redisson.<String>getScoredSortedSet("scores");
    assertThat(scores.addAndGetRank(2.5, "b")).isZero();
    assertThat(scores.addAndGetRevRank(7, "a")).isZero();
    assertThat(scores.pollFirst()).isEqualTo("b");

    var ring = redisson.<String>getRingBuffer("ring");
    assertThat(ring.trySetCapacity(2)).isTrue();
    ring.addAll(List.of("a", "b", "c"));
    assertThat(ring.readAll()).containsExactly("b", "c");

    var series = timeSeries();
    assertThat(series.range(0, 15)).containsExactly("ten");
    assertThat(series.size()).isEqualTo(2);
  }

  private static RTimeSeries<String, Object> timeSeries() {
    RTimeSeries<String, Object> series = redisson.getTimeSeries("series");
    series.add(10, "ten");
    series.add(20, "twenty", Duration.ofHours(1));
    return series;
  }

  @Test
  void batchesTransactionsAndScriptsAreWhole() {
    RBatch batch =
        redisson.createBatch(
            BatchOptions.defaults().executionMode(BatchOptions.ExecutionMode.REDIS_WRITE_ATOMIC));
    RFuture<Long> added = batch.getAtomicLong("n").addAndGetAsync(5);
    batch.getBucket("b").setAsync("x");
    assertThat(batch.execute().getResponses()).hasSize(2);
    assertThat(added.toCompletableFuture().join()).isEqualTo(5);

    RTransaction transaction = redisson.createTransaction(TransactionOptions.defaults());
    transaction.getMap("m").put("k", "v");
    transaction.getBucket("b").set("y");
    assertThat(redisson.getMap("m").isExists()).isFalse();
    transaction.commit();
    assertThat(redisson.getMap("m").get("k")).isEqualTo("v");
    assertThat(redisson.getBucket("b").get()).isEqualTo("y");

    RScript script = redisson.getScript();
    String sha = script.scriptLoad("return redis.call('incrby', KEYS[1], ARGV[1])");
    assertThat(
            script.<Long>evalSha(
                RScript.Mode.READ_WRITE, sha, RScript.ReturnType.LONG, List.of("n"), "7"))
        .isEqualTo(12);
    assertThat(script.scriptExists(sha, "0".repeat(40))).containsExactly(true, false);

    RBloomFilter<String> bloom = redisson.getBloomFilter("bloom");
    assertThat(bloom.tryInit(1_000, 0.01)).isTrue();
    assertThat(bloom.add("a")).isTrue();
    assertThat(bloom.contains("a")).isTrue();
    assertThat(bloom.contains("b")).isFalse();
  }
}
