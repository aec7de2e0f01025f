package io.slotwise.it.differential;

import io.slotwise.it.differential.Step.Rules;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.RawReply;
import io.slotwise.it.harness.TestServer;
import io.slotwise.protocol.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * The same random script to redis-server and to Slotwise, both emptied before, pipelined; then the
 * contents of both. Throws AssertionError with the script as redis-cli lines on the first
 * difference.
 */
final class Duel implements AutoCloseable {

  private final TestServer redis;
  private final TestServer slotwise;
  private final Resp protocol;
  private final RawClient toRedis;
  private final List<RandomCommand> sent = new ArrayList<>();
  private RawClient toSlotwise;
  private int database;

  Duel(TestServer redis, TestServer slotwise, Resp protocol) {
    this.redis = redis;
    this.slotwise = slotwise;
    this.protocol = protocol;
    this.toRedis = redis.connect();
    this.toSlotwise = slotwise.connect();
    greet(toRedis);
    greet(toSlotwise);
    both(List.of(RandomCommand.of("FLUSHALL")));
    sent.clear();
  }

  private void greet(RawClient client) {
    if (protocol == Resp.RESP3) {
      client.call("HELLO", "3");
    }
  }

  /** Runs a script and compares every reply. */
  void fight(List<RandomCommand> script) {
    int from = 0;
    for (int i = 0; i < script.size(); i++) {
      if (script.get(i).expiresNow() || i == script.size() - 1) {
        both(script.subList(from, i + 1));
        from = i + 1;
        if (script.get(i).expiresNow()) {
          awaitGone(script.get(i).words().get(1));
        }
      }
    }
  }

  /** Compares what the servers hold: keys, values, encodings and deadlines of all databases. */
  void compareContents() {
    for (int db = 0; db < 16; db++) {
      select(db);
      both(List.of(RandomCommand.of("DBSIZE"), RandomCommand.of("KEYS", "*").unordered()));
      for (RawReply key : toRedis.call("KEYS", "*").children()) {
        Bytes name = key.body();
        both(
            List.of(
                RandomCommand.of("GET", name),
                RandomCommand.of("STRLEN", name),
                RandomCommand.of("LRANGE", name, "0", "-1"),
                RandomCommand.of("HGETALL", name).unorderedPairs(),
                RandomCommand.of("SMEMBERS", name).unordered(),
                // Without scores: of distances that GEOSEARCHSTORE stores, the last digit may
                // differ.
                RandomCommand.of("ZRANGE", name, "0", "-1"),
                RandomCommand.of("XRANGE", name, "-", "+"),
                RandomCommand.of("XINFO", "GROUPS", name),
                RandomCommand.of("PTTL", name).about(5000)));
      }
    }
  }

  /** Goes on after Slotwise was started again. */
  void reconnect() {
    toSlotwise.close();
    toSlotwise = slotwise.connect();
    greet(toSlotwise);
    toSlotwise.call("SELECT", Integer.toString(database));
  }

  private void select(int db) {
    both(List.of(RandomCommand.of("SELECT", db)));
  }

  private void both(List<RandomCommand> commands) {
    ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
    commands.forEach(command -> pipeline.writeBytes(RawClient.encode(command.words())));
    toRedis.sendRaw(pipeline.toByteArray());
    toSlotwise.sendRaw(pipeline.toByteArray());
    for (RandomCommand command : commands) {
      sent.add(command);
      RawReply expected = toRedis.read();
      RawReply actual = toSlotwise.read();
      Rules rules = command.rules();
      if (!ReplyText.matches(
          ReplyText.of(expected, rules), ReplyText.of(actual, rules), rules.tolerance())) {
        throw new AssertionError(difference(expected, actual));
      }
      noteDatabase(command, expected);
    }
  }

  private void noteDatabase(RandomCommand command, RawReply reply) {
    if (command.words().get(0).equalsIgnoreCase("SELECT") && !reply.isError()) {
      database = Integer.parseInt(command.words().get(1).latin1());
    }
  }

  private void awaitGone(Bytes key) {
    for (RawClient client : List.of(toRedis, toSlotwise)) {
      Awaitility.await("expiry of " + key)
          .atMost(Duration.ofSeconds(20))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(2))
          .until(() -> client.call(List.of(Bytes.of("PTTL"), key)).asLong() == -2);
    }
  }

  private String difference(RawReply expected, RawReply actual) {
    String script =
        IntStream.range(0, sent.size())
            .mapToObj(i -> sent.get(i).cliLine())
            .collect(Collectors.joining("\n"));
    return "the last of these commands is answered differently under "
        + protocol
        + "\n  redis-server: "
        + expected
        + "\n  slotwise:     "
        + actual
        + "\nredis-cli "
        + (protocol == Resp.RESP3 ? "-3 " : "")
        + "-p PORT <<'END'\nFLUSHALL\n"
        + script
        + "\nEND\n(redis-server is on port "
        + redis.port()
        + ", slotwise on "
        + slotwise.port()
        + ")";
  }

  @Override
  public void close() {
    toRedis.close();
    toSlotwise.close();
  }
}
