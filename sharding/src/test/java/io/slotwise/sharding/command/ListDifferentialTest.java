package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;

/** Lists, with elements so long that some lists are in pages. */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class ListDifferentialTest extends RandomDifferential {

  private static final List<String> TEMPLATES =
      List.of(
          "lpush K V",
          "rpush K V",
          "lpush K V V V V V V V V",
          "rpush K V V V V V V V V",
          "rpush K V V V V V V V V V V V V V V V V V V V V",
          "lpushx K V",
          "rpushx K V V",
          "lpop K",
          "rpop K",
          "lpop K C",
          "rpop K C",
          "lpop K 1 1",
          "llen K",
          "lindex K I",
          "lindex K I",
          "lset K I V",
          "lset K I V",
          "linsert K W V V",
          "linsert K W V V",
          "lrange K I I",
          "lrange K 0 -1",
          "ltrim K I I",
          "ltrim K 0 N",
          "ltrim K -9 -2",
          "lrem K I V",
          "lrem K 0 V",
          "lpos K V",
          "lpos K V (rank R|count C|maxlen C|foo|rank)",
          "lpos K V count 0 (rank R|maxlen C)",
          "lmove K K E E",
          "lmove K K E E",
          "rpoplpush K K",
          "rpoplpush K K",
          "lmpop N K K K E (count C|count|foo)",
          "lmpop 2 K K E (count C)",
          "lmpop 1 K E",
          "object encoding K",
          "type K",
          "exists K",
          "expire K 1000",
          "ttl K",
          "rename K K",
          "set x a",
          "get K",
          "del K",
          "lpush K",
          "lmove K K LEFT");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "a|b|c|x"),
          entry(
              'I',
              "0|1|-1|2|5|-3|7|12|-12|30|100|-100|9223372036854775807|-9223372036854775808|"
                  + "9223372036854775808|1.5|abc|-0"),
          entry('C', "0|1|2|3|5|20|100|-1|9223372036854775807|9223372036854775808|abc"),
          entry('R', "1|-1|2|-2|3|0|100|-9223372036854775808|9223372036854775807|abc"),
          entry('N', "1|2|3|4|0|-1|abc"),
          entry('E', "left|right|LEFT|RIGHT|LEFT|RIGHT|up"),
          entry('W', "before|after|BEFORE|AFTER|beside"));

  private static final List<String> VALUES =
      List.of(
          "",
          "a",
          "b",
          "c",
          "0",
          "1",
          "01",
          "-5",
          "\u0000\u00ff",
          "x".repeat(127),
          "y".repeat(128),
          "z".repeat(300),
          "9223372036854775807",
          "w".repeat(2000));

  ListDifferentialTest() {
    super(new RandomCommands.Grammar(TEMPLATES, CLASSES, VALUES, List.of()));
  }
}
