package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import io.slotwise.sharding.store.DiskExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random commands of a type over few keys and awkward values, on the handlers and on a real
 * redis-server: after each command the replies and the keyspace events are the same. Each run has a
 * seed of its own that its name shows; {@code -Dslotwise.seeds=1000-2000} tries others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RandomDifferential {

  private static final int COMMANDS_PER_SEED = 400;

  /** Whose replies are in no order: of single elements, and of pairs. */
  private static final Set<String> UNORDERED =
      Set.of(
          "hkeys",
          "hvals",
          "hrandfield",
          "smembers",
          "sinter",
          "sunion",
          "sdiff",
          "sscan",
          "spop",
          "srandmember");

  private static final Set<String> UNORDERED_PAIRS = Set.of("hgetall", "hscan", "zscan");

  private final RandomCommands.Grammar grammar;
  private RedisServer redis;

  RandomDifferential(RandomCommands.Grammar grammar) {
    this.grammar = grammar;
  }

  @BeforeAll
  void startRedis() throws IOException {
    redis = RedisServer.start();
  }

  @AfterAll
  void stopRedis() {
    redis.close();
  }

  static IntStream seeds() {
    String[] range = System.getProperty("slotwise.seeds", "1-25").split("-");
    return IntStream.rangeClosed(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void repliesAndEventsAreThoseOfRedis(int seed) {
    CommandHarness harness = CommandHarness.ofAll();
    harness.keyspace().setStringBytesMax(RedisServer.STRING_BYTES_MAX);
    RandomCommands random = new RandomCommands(grammar, new Random(seed));
    redis.text("FLUSHALL");
    redis.text("SELECT 0");
    redis.drainEvents();
    List<String> history = new ArrayList<>();
    for (int i = 0; i < COMMANDS_PER_SEED; i++) {
      List<Bytes> words = random.next();
      history.add(CommandHarness.line(words));
      step(harness, words, history);
    }
  }

  static IntStream seedsOnDisk() {
    String[] range = System.getProperty("slotwise.disk-seeds", "501-504").split("-");
    return IntStream.rangeClosed(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seedsOnDisk")
  void alsoFromDiskAndAcrossRestarts(int seed, @TempDir Path dir) {
    runOnDisk(seed, dir, false);
  }

  static IntStream seedsInTransactions() {
    String[] range = System.getProperty("slotwise.transaction-seeds", "601-603").split("-");
    return IntStream.rangeClosed(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seedsInTransactions")
  void alsoInTransactionsOverManyTurns(int seed, @TempDir Path dir) {
    runOnDisk(seed, dir, true);
  }

  private void runOnDisk(int seed, Path dir, boolean transactions) {
    CommandHarness harness = CommandHarness.ofAll();
    RandomCommands random = new RandomCommands(grammar, new Random(seed));
    redis.text("FLUSHALL");
    redis.text("SELECT 0");
    List<String> history = new ArrayList<>();
    try (DiskExecutor disk = new DiskExecutor(dir, new Random(seed), transactions)) {
      harness.setExecutor(disk);
      for (int i = 0; i < COMMANDS_PER_SEED; i++) {
        List<Bytes> words = random.next();
        history.add(CommandHarness.line(words));
        String verb = words.get(0).lowerCase();
        disk.pause();
        disk.set(Clock.systemUTC().millis(), RedisServer.STRING_BYTES_MAX);
        String expected = comparable(verb, redis.text(words));
        if (verb.equals("select")) {
          disk.select((int) Numbers.integer(words.get(1)));
          continue;
        }
        String actual = comparable(verb, ReplyText.of(harness.run(words)));
        if (!close(verb, expected, actual)) {
          assertThat(actual).as(() -> "after\n" + String.join("\n", history)).isEqualTo(expected);
        }
      }
    } finally {
      redis.drainEvents();
    }
  }

  private void step(CommandHarness harness, List<Bytes> words, List<String> history) {
    harness.keyspace().setNowMs(Clock.systemUTC().millis());
    String expected = redis.text(words);
    List<String> expectedEvents = notExpired(redis.drainEvents());
    if (words.get(0).equals(Bytes.of("select"))) {
      harness.select((int) Numbers.integer(words.get(1)));
      return;
    }
    String verb = words.get(0).lowerCase();
    String actual = comparable(verb, ReplyText.of(harness.run(words)));
    expected = comparable(verb, expected);
    if (!close(verb, expected, actual)) {
      assertThat(actual).as(() -> "after\n" + String.join("\n", history)).isEqualTo(expected);
    }
    List<String> actualEvents =
        harness.keyspace().drainEvents().stream().map(MapKeyspace.Event::toString).toList();
    assertThat(actualEvents)
        .as(() -> "events after\n" + String.join("\n", history))
        .isEqualTo(expectedEvents);
  }

  /** The reply without what may differ: with what is in no order sorted. */
  String comparable(String verb, String reply) {
    boolean arePairs = UNORDERED_PAIRS.contains(verb);
    if (!arePairs && !UNORDERED.contains(verb) || !reply.startsWith("[")) {
      return reply;
    }
    int from = reply.lastIndexOf('[') + 1;
    int to = reply.indexOf(']');
    return reply.substring(0, from)
        + sorted(reply.substring(from, to), arePairs)
        + reply.substring(to);
  }

  private static String sorted(String elements, boolean arePairs) {
    String[] single = elements.split(", ");
    List<String> sorted = new ArrayList<>();
    for (int i = 0; i < single.length; i += arePairs ? 2 : 1) {
      sorted.add(arePairs && single.length > 1 ? single[i] + ", " + single[i + 1] : single[i]);
    }
    sorted.sort(null);
    return String.join(", ", sorted);
  }

  private static List<String> notExpired(List<String> events) {
    return events.stream().filter(event -> !event.contains(":expired:")).toList();
  }

  /** Whether both are times that are the same but for what passes between the two servers. */
  private static boolean close(String verb, String expected, String actual) {
    String prefix = "(integer) ";
    boolean areTimes = verb.endsWith("ttl") || verb.endsWith("expiretime");
    if (!areTimes || !expected.startsWith(prefix) || !actual.startsWith(prefix)) {
      return false;
    }
    long a = Long.parseLong(expected.substring(prefix.length()));
    long b = Long.parseLong(actual.substring(prefix.length()));
    return a > 0 && b > 0 && Math.abs(a - b) <= (verb.startsWith("p") ? 10_000 : 10);
  }
}
