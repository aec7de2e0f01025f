package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;

/** Sets, one and several. */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class SetDifferentialTest extends RandomDifferential {

  private static final List<String> TEMPLATES =
      List.of(
          "sadd K M",
          "sadd K N N N N",
          "sadd K M M M",
          "sadd K N",
          "srem K M",
          "srem K N N N N N N",
          "smembers K",
          "sismember K M",
          "smismember K M N M",
          "scard K",
          "spop K 100",
          "spop K Z",
          "spop K 1 2",
          "srandmember K 100",
          "srandmember K Z",
          "srandmember K 1 2",
          "smove K K M",
          "smove K K N",
          "sscan K 0 (count 1000|match G|match *|foo|type set|count Z)",
          "sscan K C",
          "sinter K K",
          "sinter K K K",
          "sunion K",
          "sunion K K K",
          "sdiff K K",
          "sdiff K K K",
          "sinterstore K K K",
          "sinterstore K K",
          "sunionstore K K K",
          "sunionstore K K",
          "sdiffstore K K K",
          "sdiffstore K K",
          "sintercard 2 K K (limit Z|limit 1|limit|foo)",
          "sintercard 1 K (limit Z|limit 2)",
          "sintercard Z K K",
          "sintercard 3 K K",
          "object encoding K",
          "type K",
          "del K",
          "expire K 1000",
          "ttl K",
          "rename K K",
          "set x a",
          "get K",
          "sadd K");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "s|t|u|x"),
          entry('M', "a|b|1|2|3|01"),
          entry('N', "1|2|3|4|-5|9223372036854775807|-9223372036854775808"),
          entry('G', "a|1|[1-3]|?|-*"),
          entry('Z', "0|-9223372036854775808|1.5|abc|9223372036854775808"),
          entry('C', "0|abc|-|18446744073709551616"));

  SetDifferentialTest() {
    super(new RandomCommands.Grammar(TEMPLATES, CLASSES, List.of(), List.of()));
  }
}
