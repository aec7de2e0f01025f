package io.slotwise.sharding.command;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * HyperLogLogs, to the byte, and strings that are none. What becomes of one whose bytes a client
 * has changed by other commands is not compared.
 */
@EnabledIf("io.slotwise.sharding.command.RedisServer#isInstalled")
class HyperLogLogDifferentialTest extends RandomDifferential {

  private static final String MANY =
      IntStream.range(0, 400).mapToObj(i -> "e" + i).collect(Collectors.joining(" "));

  private static final List<String> TEMPLATES =
      List.of(
          "pfadd K",
          "pfadd K E",
          "pfadd K E E",
          "pfadd K E E E E E E E E",
          "pfadd K E E E E E E E E",
          "pfadd K " + MANY,
          "pfcount K",
          "pfcount K K",
          "pfcount K K K X",
          "pfmerge K K",
          "pfmerge K K K",
          "pfmerge K X K",
          "pfmerge K",
          "get K",
          "get K",
          "strlen K",
          "object encoding K",
          "getrange K I I",
          "set K V",
          "del K",
          "del K K",
          "copy K K replace",
          "rename K K",
          "expire K T",
          "ttl K",
          "exists K K",
          "type K",
          "pfdebug (encoding|todense|foo) K",
          "pfcount",
          "pfadd",
          "rpush X a");

  private static final Map<Character, String> CLASSES =
      Map.ofEntries(
          entry('K', "a|b|c|d"),
          entry('X', "x"),
          entry(
              'E', IntStream.range(0, 200).mapToObj(i -> "m" + i).collect(Collectors.joining("|"))),
          entry('I', "0|1|3|4|15|16|17|-1|100|12303"),
          entry('T', "1000|0|-1"));

  private static final List<String> VALUES =
      List.of("", "a", "HYLL", "HYLL\u0001", "\u0000\u0080\u00ff", "0");

  HyperLogLogDifferentialTest() {
    super(new RandomCommands.Grammar(TEMPLATES, CLASSES, VALUES, List.of()));
  }
}
