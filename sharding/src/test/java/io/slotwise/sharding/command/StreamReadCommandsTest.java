package io.slotwise.sharding.command;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** XREAD and XREADGROUP without waiting: what is new, what was given before, errors in order. */
class StreamReadCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";

  @BeforeEach
  void twoStreamsWithAGroup() {
    givenList("l");
    for (int i = 1; i <= 3; i++) {
      given("XADD s " + i + " f v" + i);
    }
    given("XADD t 1 f w");
    given("XGROUP CREATE s g 0");
    given("XGROUP CREATE t g 0");
    expectEventsAnew();
  }

  private static String noGroup(String key, String group) {
    return "NOGROUP No such key '"
        + key
        + "' or consumer group '"
        + group
        + "' in XREADGROUP with GROUP option";
  }

  private void expectEventsAnew() {
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
  }

  @Test
  void xreadAnswersWhatIsBehindAnId() {
    expect("XREAD STREAMS s 2", "[[\"s\", [[\"3-0\", [\"f\", \"v3\"]]]]]");
    expect(
        "XREAD COUNT 1 STREAMS s missing t 0 0 0",
        "[[\"s\", [[\"1-0\", [\"f\", \"v1\"]]]], [\"t\", [[\"1-0\", [\"f\", \"w\"]]]]]");
    expect("XREAD COUNT -1 STREAMS t 0-0", "[[\"t\", [[\"1-0\", [\"f\", \"w\"]]]]]");
    expect("XREAD STREAMS s t 3 1", "(nil array)");
    expect("XREAD STREAMS s $", "(nil array)");
    expect("XREAD STREAMS missing $", "(nil array)");
    expect("XREAD STREAMS s 18446744073709551615-18446744073709551615", "(nil array)");
    given("XDEL s 3");
    expect("XREAD STREAMS s 2", "(nil array)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "XREAD COUNT x STREAMS l $;ERR value is not an integer or out of range",
        "XREAD BLOCK x STREAMS l $;ERR timeout is not an integer or out of range",
        "XREAD BLOCK -1 STREAMS l $;ERR timeout is negative",
        "XREAD BLOCK 9223372036854775808 STREAMS l $;ERR timeout is not an integer or out of range",
        "XREAD BLOCK 9223372036854775807 STREAMS l $;WRONGTYPE Operation against a key holding the"
            + " wrong kind of value",
        "XREAD STREAMS l l 1;ERR Unbalanced XREAD list of streams: for each stream key an ID or '$'"
            + " must be specified.",
        "XREAD FOO STREAMS l $;ERR syntax error",
        "XREAD COUNT 1 STREAMS;ERR syntax error",
        "XREAD COUNT 1 COUNT;ERR syntax error",
        "XREAD COUNT 1 COUNT 2;ERR syntax error",
        "XREAD GROUP g c STREAMS l 1;ERR The GROUP option is only supported by XREADGROUP. You"
            + " called XREAD instead.",
        "XREAD NOACK STREAMS l 1;ERR The NOACK option is only supported by XREADGROUP. You called"
            + " XREAD instead.",
        "XREAD STREAMS s l abc 1;ERR Invalid stream ID specified as stream command argument",
        "XREAD STREAMS s l 1 abc;WRONGTYPE Operation against a key holding the wrong kind of value",
        "XREAD STREAMS s >;ERR The > ID can be specified only when calling XREADGROUP using the"
            + " GROUP <group> <consumer> option.",
        "XREAD STREAMS s -;ERR Invalid stream ID specified as stream command argument",
        "XREADGROUP COUNT 1 NOACK STREAMS l 1 NOACK;ERR Unbalanced XREAD list of streams: for each"
            + " stream key an ID or '$' must be specified.",
        "XREADGROUP COUNT 1 NOACK STREAMS l 1;ERR Missing GROUP option for XREADGROUP",
        "XREADGROUP GROUP g STREAMS s 1 2;ERR syntax error",
        "XREADGROUP GROUP g c STREAMS s $;ERR The $ ID is meaningless in the context of XREADGROUP:"
            + " you want to read the history of this consumer by specifying a proper ID, or use"
            + " the > ID to get new messages. The $ ID would just return an empty result set.",
        "XREADGROUP GROUP g c STREAMS s +;ERR Invalid stream ID specified as stream command"
            + " argument"
      })
  void wordsAreCheckedAsTheyStandAndThenKeysInTurn(String line, String error) {
    expectError(line, error);
    expectEvents();
  }

  @Test
  void xreadgroupNeedsItsGroupInEachStream() {
    expectError("XREADGROUP GROUP h c STREAMS s >", noGroup("s", "h"));
    expectError("XREADGROUP GROUP g c STREAMS s missing > >", noGroup("missing", "g"));
    expectError("XREADGROUP GROUP g c STREAMS s l > >", WRONG_TYPE);
    expect("XPENDING s g", "[(integer) 0, (nil), (nil), (nil array)]");
    expectEvents();
  }

  @Test
  void newEntriesGoToWhoAsksFirst() {
    expect(
        "XREADGROUP GROUP g c COUNT 2 STREAMS s >",
        "[[\"s\", [[\"1-0\", [\"f\", \"v1\"]], [\"2-0\", [\"f\", \"v2\"]]]]]");
    expectEvents("0:xgroup-createconsumer:s");
    expect(
        "XREADGROUP GROUP g d STREAMS s t > >",
        "[[\"s\", [[\"3-0\", [\"f\", \"v3\"]]]], [\"t\", [[\"1-0\", [\"f\", \"w\"]]]]]");
    expectEvents("0:xgroup-createconsumer:s", "0:xgroup-createconsumer:t");
    expect("XREADGROUP GROUP g e STREAMS s >", "(nil array)");
    expectEvents();
    expect("XPENDING s g", "[(integer) 3, \"1-0\", \"3-0\", [[\"c\", \"2\"], [\"d\", \"1\"]]]");
  }

  @Test
  void withNoackNothingIsPending() {
    given("XREADGROUP GROUP g c NOACK STREAMS s >");
    expect("XPENDING s g", "[(integer) 0, (nil), (nil), (nil array)]");
    expect("XREADGROUP GROUP g c STREAMS s >", "(nil array)");
  }

  @Test
  void historyIsWhatOneHasNotAcknowledged() {
    given("XREADGROUP GROUP g c STREAMS s >");
    given("XACK s g 1");
    expect(
        "XREADGROUP GROUP g c STREAMS s 0",
        "[[\"s\", [[\"2-0\", [\"f\", \"v2\"]], [\"3-0\", [\"f\", \"v3\"]]]]]");
    expect("XREADGROUP GROUP g c COUNT 1 STREAMS s 2", "[[\"s\", [[\"3-0\", [\"f\", \"v3\"]]]]]");
    given("XDEL s 2");
    expect(
        "XREADGROUP GROUP g c STREAMS s 0",
        "[[\"s\", [[\"2-0\", (nil array)], [\"3-0\", [\"f\", \"v3\"]]]]]");
    expect("XPENDING s g", "[(integer) 2, \"2-0\", \"3-0\", [[\"c\", \"2\"]]]");
    expectEventsAnew();
    expect("XREADGROUP GROUP g new STREAMS s 0", "[[\"s\", []]]");
    expectEvents("0:xgroup-createconsumer:s");
  }

  @Test
  void oneStreamTwiceGivesEachEntryOnce() {
    expect(
        "XREADGROUP GROUP g c COUNT 2 STREAMS s s > >",
        "[[\"s\", [[\"1-0\", [\"f\", \"v1\"]], [\"2-0\", [\"f\", \"v2\"]]]],"
            + " [\"s\", [[\"3-0\", [\"f\", \"v3\"]]]]]");
  }

  @Test
  void aGroupThatIsSetBackGivesEntriesAnew() {
    given("XREADGROUP GROUP g c STREAMS s >");
    given("XGROUP SETID s g 1");
    expect(
        "XREADGROUP GROUP g d STREAMS s >",
        "[[\"s\", [[\"2-0\", [\"f\", \"v2\"]], [\"3-0\", [\"f\", \"v3\"]]]]]");
    expect("XPENDING s g", "[(integer) 3, \"1-0\", \"3-0\", [[\"c\", \"1\"], [\"d\", \"2\"]]]");
  }
}
