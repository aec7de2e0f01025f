package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Long streams, which Redis keeps in several nodes: adding, deleting and trimming at their borders.
 */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class StreamTrimDifferentialTest extends RandomDifferential {

  private static final List<String> TEMPLATES =
      List.of(
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V E V",
          "xadd K M E V E V E V",
          "xadd K M E W",
          "xadd K M E W",
          "xadd K maxlen ~ L M E V",
          "xadd K minid ~ D M E V",
          "xdel K D",
          "xdel K D D D D",
          "xtrim K maxlen = L",
          "xtrim K maxlen ~ L",
          "xtrim K maxlen ~ L limit L",
          "xtrim K minid = D",
          "xtrim K minid ~ D",
          "xrange K D D",
          "xrevrange K D D count 20",
          "xlen K",
          "xinfo stream K",
          "xinfo stream K full count 0");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "s"),
          entry('E', "a|b|field|1"),
          entry('M', "7-*|7-*|7-*|7-*|7-*|7-*|7-*|7-*|8-*|9-*|1000000-*"),
          entry('L', "0|1|20|50|100|100|130|200|300"),
          entry(
              'D',
              "7-1|7-2|7-3|7-5|7-8|7-13|7-21|7-34|7-55|7-90|7-99|7-100|8-0|8-3|8-10|8-40|8-44|9-0|"
                  + "9-20|9-50|9-70|9-80|9-99|9-100|9-101|1000000-1|1000000-10|1000000-20|"
                  + "1000000-40|1000000-50|1000000-60|1000000-70|1000000-80|1000000-100|+"),
          entry('W', "w".repeat(700) + "|" + "w".repeat(1500) + "|" + "w".repeat(5000)));

  private static final List<String> VALUES =
      List.of(
          "",
          "a",
          "1",
          "-1",
          "127",
          "128",
          "4095",
          "-4097",
          "70000",
          "8388607",
          "-8388609",
          "2147483648",
          "12345678901",
          "x".repeat(63),
          "x".repeat(64),
          "x".repeat(126));

  static final RandomCommands.Grammar GRAMMAR =
      new RandomCommands.Grammar(TEMPLATES, CLASSES, VALUES, List.of());

  StreamTrimDifferentialTest() {
    super(GRAMMAR);
  }

  @Override
  String comparable(String verb, String reply) {
    return reply.replaceAll("\"radix-tree-nodes\", \\(integer\\) \\d+", "nodes");
  }
}
