package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random commands over few keys and awkward values, on the handlers and on a real redis-server:
 * after each command the replies and the keyspace events are the same. Each run has a seed of its
 * own that its name shows; {@code -Dslotwise.seeds=1000-2000} tries others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class DifferentialTest {

  private static final int COMMANDS_PER_SEED = 400;

  private RedisServer redis;

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
    RandomCommands random = new RandomCommands(new Random(seed));
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

  private void step(CommandHarness harness, List<Bytes> words, List<String> history) {
    harness.keyspace().setNowMs(Clock.systemUTC().millis());
    boolean makesList = words.get(0).equals(Bytes.of("rpush"));
    if (makesList) {
      redis.text(List.of(Bytes.of("del"), words.get(1)));
    }
    String expected = redis.text(words);
    List<String> expectedEvents = notExpired(redis.drainEvents());
    if (makesList) {
      Value list = new Value(ValueType.LIST, Bytes.EMPTY, Value.NO_EXPIRY, false);
      harness.selected().put(words.get(1), list);
      return;
    }
    if (words.get(0).equals(Bytes.of("select"))) {
      harness.select((int) Numbers.integer(words.get(1)));
      return;
    }
    String actual = ReplyText.of(harness.run(words));
    if (!close(words.get(0).lowerCase(), expected, actual)) {
      assertThat(actual).as(() -> "after\n" + String.join("\n", history)).isEqualTo(expected);
    }
    List<String> actualEvents =
        harness.keyspace().drainEvents().stream().map(MapKeyspace.Event::toString).toList();
    assertThat(actualEvents)
        .as(() -> "events after\n" + String.join("\n", history))
        .isEqualTo(expectedEvents);
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
