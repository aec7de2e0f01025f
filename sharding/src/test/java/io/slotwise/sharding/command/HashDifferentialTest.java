package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;

/** Hashes, as far as Redis 7.0 knows them. */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class HashDifferentialTest extends RandomDifferential {

  private static final String LONG_WORD = "w".repeat(65);

  private static final List<String> TEMPLATES =
      List.of(
          "hset K E V",
          "hset K E V E V E V",
          "hset K E V E V E V E V E V E V",
          "hset K E V E",
          "hset K E L",
          "hmset K E V E V",
          "hmset K E V E",
          "hsetnx K E V",
          "hsetnx K E L",
          "hincrby K E I",
          "hincrbyfloat K E F",
          "hget K E",
          "hmget K E E E",
          "hgetall K",
          "hkeys K",
          "hvals K",
          "hlen K",
          "hexists K E",
          "hstrlen K E",
          "hdel K E",
          "hdel K E E E E E E",
          "hrandfield K I",
          "hrandfield K 0 withvalues",
          "hrandfield K I foo",
          "hrandfield K 1 withvalues foo",
          "hrandfield K 9223372036854775807 withvalues",
          "hscan K 0 (count I|count 1000|match G|match *|foo|type hash)",
          "hscan K 0 count 100000",
          "hscan K C",
          "object encoding K",
          "type K",
          "del K",
          "expire K 1000",
          "ttl K",
          "rename K K",
          "set x a",
          "get K",
          "hset K");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "h|k|x"),
          entry('E', "a|b|c|d|e|1|2|01|" + LONG_WORD),
          entry('G', "a|b|c|[a-c]|?"),
          entry('L', LONG_WORD + "|" + "w".repeat(64)),
          entry('I', "0|9223372036854775807|-9223372036854775808|1.5|abc|9223372036854775808"),
          entry('C', "0|abc|-|18446744073709551616"),
          entry('F', "0.1|-0.1|1|3.0|1e5|1e4932|1e5000|inf|-inf|nan|abc|0x1p3|5e-18|\u0000"));

  private static final List<String> VALUES =
      List.of(
          "",
          "a",
          "foo",
          "0",
          "1",
          "10",
          "-5",
          "3.5",
          "1e5",
          " 1",
          "01",
          "\u0000\u00ff",
          "1e4932",
          "9223372036854775807",
          "-9223372036854775808",
          "inf",
          "nan");

  HashDifferentialTest() {
    super(new RandomCommands.Grammar(TEMPLATES, CLASSES, VALUES, List.of()));
  }
}
