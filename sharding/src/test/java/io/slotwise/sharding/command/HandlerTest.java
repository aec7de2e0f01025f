package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * What tests of command groups share. What a test expects is asked of the handlers, and of a real
 * redis-server too where one is installed, so that no expectation can be wrong for long.
 */
abstract class HandlerTest {

  private static RedisServer redis;

  private CommandHarness harness;

  @BeforeAll
  static void startRedis() throws IOException {
    redis = RedisServer.isInstalled() ? RedisServer.start() : null;
  }

  @AfterAll
  static void stopRedis() {
    if (redis != null) {
      redis.close();
    }
  }

  @BeforeEach
  void emptyBoth() {
    harness = CommandHarness.ofAll();
    harness.keyspace().setStringBytesMax(RedisServer.STRING_BYTES_MAX);
    harness.keyspace().setNowMs(Clock.systemUTC().millis());
    if (redis != null) {
      redis.text("FLUSHALL");
      redis.text("SELECT 0");
      redis.drainEvents();
    }
  }

  /** Runs a command whose reply does not matter. */
  void given(String line) {
    String reply = harness.text(line);
    if (redis != null) {
      assertThat(reply).as(line).isEqualTo(redis.text(line));
    }
  }

  /** Puts a value of another type at the key. */
  void givenList(String key) {
    given("RPUSH " + key + " element");
  }

  /** Runs a command and expects a reply, as {@link ReplyText} prints it. */
  void expect(String line, String reply) {
    assertThat(harness.text(line)).as(line).isEqualTo(reply);
    if (redis != null) {
      assertThat(redis.text(line)).as("redis: " + line).isEqualTo(reply);
    }
  }

  void expectInteger(String line, long reply) {
    expect(line, "(integer) " + reply);
  }

  void expectError(String line, String error) {
    expect(line, "(error) " + error);
  }

  /** Expects an array of these, in any order. */
  void expectUnordered(String line, String... elements) {
    assertThat(elementsOf(harness.text(line))).as(line).containsExactlyInAnyOrder(elements);
    if (redis != null) {
      assertThat(elementsOf(redis.text(line)))
          .as("redis: " + line)
          .containsExactlyInAnyOrder(elements);
    }
  }

  private static List<String> elementsOf(String reply) {
    assertThat(reply).startsWith("[").endsWith("]");
    String elements = reply.substring(1, reply.length() - 1).replace("\"", "");
    return elements.isEmpty() ? List.of() : List.of(elements.split(", "));
  }

  /** Expects these events, each {@code database:event:key}, and no others since the last call. */
  void expectEvents(String... events) {
    List<String> ours =
        harness.keyspace().drainEvents().stream().map(MapKeyspace.Event::toString).toList();
    assertThat(ours).containsExactly(events);
    if (redis != null) {
      assertThat(redis.drainEvents()).as("redis").containsExactly(events);
    }
  }

  void select(int database) {
    harness.select(database);
    if (redis != null) {
      redis.text("SELECT " + database);
    }
  }

  /** The handlers alone: for what Redis cannot be made to do at will, such as to wait. */
  CommandHarness handlers() {
    return harness;
  }

  /** The real server, or null where it is not installed. */
  RedisServer redis() {
    return redis;
  }
}
