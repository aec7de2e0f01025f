package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Streams with groups. Ids are given, so that they do not depend on the clock; times are either
 * given and compared, or of the moment and left out.
 */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class StreamDifferentialTest extends RandomDifferential {

  private static final String LONG = "w".repeat(900);

  private static final List<String> TEMPLATES =
      List.of(
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V",
          "xadd K M E V E V",
          "xadd K M E V E V E",
          "xadd K nomkstream M E V",
          "xadd K D E V",
          "xadd K maxlen O L M E V",
          "xadd K minid O D M E V",
          "xadd K maxlen L limit L M E V",
          "xadd K maxlen ~ L limit L M E V",
          "xadd K (maxlen|limit 0|limit 1|minid 1|maxlen 1|nomkstream|foo|1-1|7-*|a b)",
          "xlen K",
          "xrange K R R",
          "xrange K - + (count L|foo|count)",
          "xrange K R R count L",
          "xrevrange K R R",
          "xrevrange K + - count L",
          "xrevrange K R R count L",
          "xdel K D",
          "xdel K D D D",
          "xtrim K maxlen O L",
          "xtrim K minid O D",
          "xtrim K (maxlen L|limit 0|minid ~ 3|limit L|foo)",
          "xsetid K D",
          "xsetid K D (entriesadded L|maxdeletedid D|foo|entriesadded)",
          "xread streams K D",
          "xread count L streams K K D D",
          "xread streams K $",
          "xread (count L|noack|group G C|streams K 1|streams K > |foo|streams|streams K K 1)",
          "xreadgroup group G C streams K >",
          "xreadgroup group G C streams K >",
          "xreadgroup group G C count L streams K >",
          "xreadgroup group G C count 1 streams K K > >",
          "xreadgroup group G C noack streams K >",
          "xreadgroup group G C streams K D",
          "xreadgroup group G C count L streams K D",
          "xreadgroup group G C streams K K > D",
          "xreadgroup count 1 noack noack streams K D (foo)",
          "xreadgroup group G C streams K $",
          "xgroup create K G D",
          "xgroup create K G $ mkstream",
          "xgroup create K G 0 mkstream",
          "xgroup create K G D (mkstream|entriesread L|foo|entriesread)",
          "xgroup setid K G D",
          "xgroup setid K G R entriesread L",
          "xgroup setid K G $ (entriesread L|mkstream)",
          "xgroup destroy K G",
          "xgroup createconsumer K G C",
          "xgroup delconsumer K G C",
          "xack K G D",
          "xack K G D D D D",
          "xpending K G",
          "xpending K G - + 10",
          "xpending K G R R L C",
          "xpending K G idle T R R L",
          "xpending K G idle T - + 10 C",
          "xpending K G (- + 1|idle 1000000|foo|a b c)",
          "xclaim K G C T D",
          "xclaim K G C 0 D D D force",
          "xclaim K G C 0 D D force idle T retrycount L",
          "xclaim K G C T D D (force|justid|idle T|time 1000|retrycount L|lastid D|foo|idle)",
          "xautoclaim K G C T D",
          "xautoclaim K G C 0 - count 2",
          "xautoclaim K G C T R (count L|justid|count|foo)",
          "xinfo stream K",
          "xinfo stream K full",
          "xinfo stream K full count L",
          "xinfo stream K (full|count 1|foo)",
          "xinfo groups K",
          "xinfo consumers K G",
          "xinfo foo K",
          "object encoding K",
          "type K",
          "del K",
          "rename K K",
          "expire K 1000",
          "ttl K",
          "get K",
          "set x a");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "s|s|s|t|x"),
          entry('E', "a|b|field|1|-5"),
          entry('M', "1-1|2-*|3-*|3-*|4-*|4-*|5-*|5-*|5-*|6-0|0-0|0-*|6-*"),
          entry(
              'D',
              "0|0-0|1|1-1|2|2-0|3-0|3-1|4-0|4-1|4-2|5-0|5-1|5-2|5-3|5-4|6-0|6-1|7|5-5|5-6|abc|-|"
                  + "1-|-1|+5|05-1| 3-0|18446744073709551615-18446744073709551615"),
          entry(
              'R',
              "-|+|0|1|2|3|4|5|6|(3|(3-0|(5-1|(0-0|4-1|5-2|(-|((1|abc|("
                  + "|(18446744073709551615-18446744073709551615|(18446744073709551615"),
          entry('O', "~|=|=|10"),
          entry('L', "0|1|2|3|5|10|-1|-2|100|abc|9223372036854775807|9223372036854775808"),
          entry('G', "g|g|g|h|i"),
          entry('C', "c|c|d|e"),
          entry('T', "0|0|100000|5000000|-1|abc|9223372036854775807"));

  private static final List<String> VALUES =
      List.of("", "a", "1", "-1", "12345", "9223372036854775807", "\u0000\u00ff", LONG);

  static final RandomCommands.Grammar GRAMMAR =
      new RandomCommands.Grammar(TEMPLATES, CLASSES, VALUES, List.of());

  StreamDifferentialTest() {
    super(GRAMMAR);
  }

  @Override
  String comparable(String verb, String reply) {
    return reply
        .replaceAll("\"radix-tree-nodes\", \\(integer\\) \\d+", "nodes")
        // Unix times of now: of the last delivery, or when a consumer was seen.
        .replaceAll("\\(integer\\) 1[5-9]\\d{11}", "(time)")
        .replaceAll("\"idle\", \\(integer\\) \\d+", "idle")
        // Idle times: whether they are short, long, or as long as Unix time.
        .replaceAll("(\\[\"\\d+-\\d+\", \"\\w+\"), \\(integer\\) \\d{1,5},", "$1, (short),")
        .replaceAll("(\\[\"\\d+-\\d+\", \"\\w+\"), \\(integer\\) (\\d+)\\d{5},", "$1, (about $2),");
  }
}
