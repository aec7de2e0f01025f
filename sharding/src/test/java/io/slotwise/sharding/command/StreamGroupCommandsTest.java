package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XGROUP: groups and consumers come and go, with errors in order and events. */
class StreamGroupCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String NO_KEY =
      "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to"
          + " use the MKSTREAM option to create an empty stream automatically.";

  @BeforeEach
  void aStream() {
    givenList("l");
    given("XADD s 1 f v");
    given("XADD s 2 f v");
    expectEventsAnew();
  }

  private void expectEventsAnew() {
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
  }

  private static String wrongWords(String subcommand) {
    return "ERR unknown subcommand or wrong number of arguments for '"
        + subcommand
        + "'. Try XGROUP HELP.";
  }

  @Test
  void createMakesAGroupAndWithMkstreamAStream() {
    expect("XGROUP CREATE s g 1", "OK");
    expect("XGROUP CREATE s h $", "OK");
    expectEvents("0:xgroup-create:s", "0:xgroup-create:s");
    expect("XGROUP CREATE new g $ MKSTREAM ENTRIESREAD 5", "OK");
    expectEvents("0:new:new", "0:xgroup-create:new");
    expectInteger("XLEN new", 0);
    expect("XREADGROUP GROUP g c STREAMS s >", "[[\"s\", [[\"2-0\", [\"f\", \"v\"]]]]]");
    expect("XREADGROUP GROUP h c STREAMS s >", "(nil array)");
    expectError("XGROUP CREATE s g 1", "BUSYGROUP Consumer Group name already exists");
    expectError("XGROUP CREATE s g $ MKSTREAM", "BUSYGROUP Consumer Group name already exists");
  }

  @Test
  void createChecksOptionsThenTheKeyThenTheId() {
    expectError("XGROUP CREATE l g abc FOO", wrongWords("CREATE"));
    expectError("XGROUP CREATE l g abc ENTRIESREAD", wrongWords("CREATE"));
    expectError(
        "XGROUP CREATE l g abc ENTRIESREAD x", "ERR value is not an integer or out of range");
    expectError(
        "XGROUP CREATE l g abc ENTRIESREAD -2", "ERR value for ENTRIESREAD must be positive or -1");
    expectError("XGROUP CREATE l g abc", WRONG_TYPE);
    expectError("XGROUP CREATE missing g abc", NO_KEY);
    expectError(
        "XGROUP CREATE missing g abc MKSTREAM",
        "ERR Invalid stream ID specified as stream command argument");
    expectError(
        "XGROUP CREATE s g -", "ERR Invalid stream ID specified as stream command argument");
    expectError("XGROUP CREATE s g 1 MKSTREAM MKSTREAM MKSTREAM MKSTREAM", wrongWords("CREATE"));
    expectError("XGROUP CREATE s g", "ERR wrong number of arguments for 'xgroup|create' command");
    expectInteger("EXISTS missing", 0);
    expectEvents();
  }

  @Test
  void setidMovesAGroup() {
    given("XGROUP CREATE s g 0");
    expectEventsAnew();
    expect("XGROUP SETID s g $", "OK");
    expectEvents("0:xgroup-setid:s");
    expect("XREADGROUP GROUP g c STREAMS s >", "(nil array)");
    expect("XGROUP SETID s g - ENTRIESREAD 7", "OK");
    expect("XGROUP SETID s g +", "OK");
    expectError(
        "XGROUP SETID s missing abc", "NOGROUP No such consumer group 'missing' for key name 's'");
    expectError("XGROUP SETID missing g 1", NO_KEY);
    expectError("XGROUP SETID l g 1", WRONG_TYPE);
    expectError("XGROUP SETID l g 1 MKSTREAM", wrongWords("SETID"));
    expectError(
        "XGROUP SETID s g abc", "ERR Invalid stream ID specified as stream command argument");
    expectError("XGROUP SETID s g 1 ENTRIESREAD 1 ENTRIESREAD 1", wrongWords("SETID"));
  }

  @Test
  void destroyForgetsAGroup() {
    given("XGROUP CREATE s g 0");
    given("XREADGROUP GROUP g c STREAMS s >");
    expectEventsAnew();
    expectInteger("XGROUP DESTROY s g", 1);
    expectEvents("0:xgroup-destroy:s");
    expectInteger("XGROUP DESTROY s g", 0);
    expectEvents();
    given("XGROUP CREATE s g $");
    expect("XPENDING s g", "[(integer) 0, (nil), (nil), (nil array)]");
    expectError("XGROUP DESTROY missing g", NO_KEY);
    expectError("XGROUP DESTROY l g", WRONG_TYPE);
  }

  @Test
  void consumersComeAndGoWithWhatTheyHave() {
    given("XGROUP CREATE s g 0");
    expectEventsAnew();
    expectInteger("XGROUP CREATECONSUMER s g c", 1);
    expectInteger("XGROUP CREATECONSUMER s g c", 0);
    expectEvents("0:xgroup-createconsumer:s");
    given("XREADGROUP GROUP g c COUNT 1 STREAMS s >");
    given("XREADGROUP GROUP g d STREAMS s >");
    expectEventsAnew();
    expectInteger("XGROUP DELCONSUMER s g c", 1);
    expectInteger("XGROUP DELCONSUMER s g c", 0);
    expectEvents("0:xgroup-delconsumer:s");
    expect("XPENDING s g", "[(integer) 1, \"2-0\", \"2-0\", [[\"d\", \"1\"]]]");
  }

  @ParameterizedTest
  @CsvSource({"CREATECONSUMER", "DELCONSUMER"})
  void consumersNeedTheirGroup(String subcommand) {
    expectError("XGROUP " + subcommand + " l g c", WRONG_TYPE);
    expectError("XGROUP " + subcommand + " missing g c", NO_KEY);
    expectError(
        "XGROUP " + subcommand + " s \"no\\x0agroup\" c",
        "NOGROUP No such consumer group 'no group' for key name 's'");
    expectError(
        "XGROUP " + subcommand + " s g",
        "ERR wrong number of arguments for 'xgroup|"
            + subcommand.toLowerCase(Locale.ROOT)
            + "' command");
  }

  @Test
  void namesOfAnyBytesSortAsBytes() {
    for (String name :
        new String[] {
          "\"b\"", "\"a\\x00\"", "\"a\"", "\"a\\x00\\x01\"", "\"\\xff\"", "\"\"", "\"a\\x01\""
        }) {
      given("XGROUP CREATE s " + name + " 0");
      given("XGROUP CREATECONSUMER s " + name + " " + name);
    }
    given("XGROUP CREATECONSUMER s a b");
    given("XGROUP CREATECONSUMER s a \"\\x00\"");
    expectNames("XINFO CONSUMERS s a", "\\x00", "a", "b");
    expectNames("XINFO GROUPS s", "", "a", "a\\x00", "a\\x00\\x01", "a\\x01", "b", "\\xff");
    expectInteger("XGROUP DELCONSUMER s \"a\\x00\" \"a\\x00\"", 0);
    expectInteger("XGROUP DESTROY s \"a\\x00\"", 1);
    expectError(
        "XGROUP DELCONSUMER s \"a\\x00\" c", "NOGROUP No such consumer group 'a' for key name 's'");
    expectNames("XINFO GROUPS s", "", "a", "a\\x00\\x01", "a\\x01", "b", "\\xff");
  }

  /** Expects maps with these names, and with anything else. */
  private void expectNames(String line, String... names) {
    assertThat(names(handlers().text(line))).as(line).containsExactly(names);
    if (redis() != null) {
      assertThat(names(redis().text(line))).as("redis: " + line).containsExactly(names);
    }
  }

  private static List<String> names(String reply) {
    return Pattern.compile("\"name\", \"([^\"]*)\"")
        .matcher(reply)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void helpAndUnknownSubcommands() {
    expect("XGROUP HELP", handlers().text("XGROUP HELP"));
    expectError("XGROUP FOO s g", "ERR unknown subcommand 'FOO'. Try XGROUP HELP.");
    expectError("XGROUP HELP me", "ERR wrong number of arguments for 'xgroup|help' command");
  }
}
