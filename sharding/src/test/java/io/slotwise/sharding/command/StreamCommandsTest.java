package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries of streams: adding, ranges, deleting and trimming, with errors in order and events. */
class StreamCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String INVALID_ID =
      "ERR Invalid stream ID specified as stream command argument";
  private static final String NOT_INTEGER = "ERR value is not an integer or out of range";

  @BeforeEach
  void otherType() {
    givenList("l");
    expectEventsAnew();
  }

  private void expectEventsAnew() {
    handlers().keyspace().drainEvents();
    if (redis() != null) {
      redis().drainEvents();
    }
  }

  private void givenFive() {
    for (int i = 1; i <= 5; i++) {
      given("XADD s " + i + "-0 f v" + i);
    }
    expectEventsAnew();
  }

  @Test
  void xaddAnswersTheIdAndTellsOfANewKey() {
    expect("XADD s 1-1 f v", "\"1-1\"");
    expectEvents("0:new:s", "0:xadd:s");
    expect("XADD s 1-* f v", "\"1-2\"");
    expect("XADD s 5-* f v", "\"5-0\"");
    expect("XADD s 6 f v", "\"6-0\"");
    expect(
        "XADD s 18446744073709551615-18446744073709551615 a 1 a 2",
        "\"18446744073709551615-18446744073709551615\"");
    expectEvents("0:xadd:s", "0:xadd:s", "0:xadd:s", "0:xadd:s");
    expectInteger("XLEN s", 5);
    expectError(
        "XADD s * f v",
        "ERR The stream has exhausted the last possible ID, unable to add more items");
  }

  @Test
  void anIdOfTheStreamsOwnIsTheTimeOrBehindTheLast() {
    handlers().keyspace().setNowMs(1_700_000_000_123L);
    assertThat(handlers().text("XADD s * f v")).isEqualTo("\"1700000000123-0\"");
    assertThat(handlers().text("XADD s * f v")).isEqualTo("\"1700000000123-1\"");
    given("XADD t 9223372036854775807-5 f v");
    expect("XADD t * f v", "\"9223372036854775807-6\"");
    given("XADD u 9223372036854775807-18446744073709551615 f v");
    expect("XADD u * f v", "\"9223372036854775808-0\"");
  }

  @Test
  void xaddChecksItsWordsThenTheIdThenTheKey() {
    expectError("XADD l 0-0 f", "ERR wrong number of arguments for 'xadd' command");
    expectError("XADD l MAXLEN 5 1-1 f", "ERR wrong number of arguments for 'xadd' command");
    expectError("XADD l 1-1 f v g", "ERR wrong number of arguments for 'xadd' command");
    expectError("XADD l MAXLEN 1 NOMKSTREAM", "ERR wrong number of arguments for 'xadd' command");
    expectError("XADD l 0-0 f v", "ERR The ID specified in XADD must be greater than 0-0");
    expectError("XADD l 1-1 f v", WRONG_TYPE);
    expectError("XADD l NOMKSTREAM 1-1 f v", WRONG_TYPE);
    given("XADD s 5-5 f v");
    expectEventsAnew();
    expectError(
        "XADD s 5-5 f v",
        "ERR The ID specified in XADD is equal or smaller than the target stream top item");
    expectError(
        "XADD s 4-* f v",
        "ERR The ID specified in XADD is equal or smaller than the target stream top item");
    expect("XADD new NOMKSTREAM * f v", "(nil)");
    expectEvents();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "-",
        "+",
        "1-",
        "-1",
        "1-2-3",
        "1-*-",
        "*1",
        "18446744073709551616",
        "1--1",
        "\"\"",
        "1-18446744073709551616",
        "*-1"
      })
  void whatIsNoIdIsRefused(String id) {
    expectError("XADD s " + id + " f v", INVALID_ID);
    expectEvents();
  }

  @ParameterizedTest
  @CsvSource({
    "01-1,1-1",
    "1-01,1-1",
    "+1-1,1-1",
    "\" 1-2\",1-2",
    "1-+2,1-2",
    "18446744073709551615-0,18446744073709551615-0"
  })
  void numbersInIdsAreReadAsByC(String given, String id) {
    expect("XADD s " + given + " f v", "\"" + id + "\"");
  }

  @Test
  void xaddCutsOffWhatIsTooMuch() {
    givenFive();
    expect("XADD s MAXLEN 3 6-0 f v6", "\"6-0\"");
    expectEvents("0:xadd:s", "0:xtrim:s");
    expectInteger("XLEN s", 3);
    expect("XADD s MAXLEN = 4 7-0 f v7", "\"7-0\"");
    expectEvents("0:xadd:s");
    expect("XADD s MINID 6 8-0 f v8", "\"8-0\"");
    expectEvents("0:xadd:s", "0:xtrim:s");
    expect("XRANGE s - + COUNT 1", "[[\"6-0\", [\"f\", \"v6\"]]]");
    expect("XADD s MAXLEN ~ 1 LIMIT 10 NOMKSTREAM 9-0 f v9", "\"9-0\"");
    expectEvents("0:xadd:s");
    expect("XADD s MAXLEN 0 10-0 f v", "\"10-0\"");
    expectInteger("XLEN s", 0);
    expectInteger("EXISTS s", 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "MAXLEN 1 MINID 1;syntax error, MAXLEN and MINID options at the same time are not compatible",
        "MAXLEN 1 MAXLEN abc;"
            + "syntax error, MAXLEN and MINID options at the same time are not compatible",
        "MAXLEN abc;value is not an integer or out of range",
        "MAXLEN ~ abc;value is not an integer or out of range",
        "MAXLEN -1;The MAXLEN argument must be >= 0.",
        "MINID abc;Invalid stream ID specified as stream command argument",
        "MINID -;Invalid stream ID specified as stream command argument",
        "LIMIT abc;value is not an integer or out of range",
        "LIMIT -1;The LIMIT argument must be >= 0.",
        "LIMIT 1;syntax error, LIMIT cannot be used without specifying a trimming strategy",
        "MAXLEN 1 LIMIT 1;syntax error, LIMIT cannot be used without the special ~ option",
        "MAXLEN = 1 LIMIT 0;syntax error, LIMIT cannot be used without the special ~ option"
      })
  void optionsOfTrimsAreCheckedBeforeTheKey(String options, String error) {
    expectError("XADD l " + options + " 1-1 f v", "ERR " + error);
    expectError("XTRIM l " + options, "ERR " + error);
  }

  @Test
  void xtrimNeedsAStrategy() {
    expectError(
        "XTRIM s LIMIT 0", "ERR syntax error, XTRIM must be called with a trimming strategy");
    expectError(
        "XADD s LIMIT 0 1-1 f v",
        "ERR syntax error, LIMIT cannot be used without the special ~ option");
    expectError("XTRIM s FOO 1", "ERR syntax error");
    expectError("XTRIM s MAXLEN", "ERR wrong number of arguments for 'xtrim' command");
    expectError("XTRIM s MAXLEN ~", "ERR value is not an integer or out of range");
    expectError("XTRIM l MAXLEN 1", WRONG_TYPE);
    expectInteger("XTRIM s MAXLEN 1", 0);
    expectEvents();
  }

  @Test
  void xtrimTellsHowManyEntriesWent() {
    givenFive();
    expectInteger("XTRIM s MAXLEN 5", 0);
    expectEvents();
    expectInteger("XTRIM s MAXLEN 4", 1);
    expectEvents("0:xtrim:s");
    expectInteger("XTRIM s MINID 4", 2);
    expectInteger("XTRIM s MINID = 4-1", 1);
    expectInteger("XTRIM s MAXLEN 0", 1);
    expectInteger("XLEN s", 0);
    expect("XADD s 5-* f v", "\"5-1\"");
  }

  @Test
  void approximateTrimsTakeWholeNodesAsRedisHasThem() {
    for (int i = 1; i <= 350; i++) {
      given("XADD s " + i + " f v");
    }
    expectEventsAnew();
    expectInteger("XTRIM s MAXLEN ~ 300", 0);
    expectInteger("XTRIM s MAXLEN ~ 250", 100);
    expectInteger("XTRIM s MINID ~ 200", 0);
    expectInteger("XTRIM s MINID ~ 201", 100);
    expectInteger("XTRIM s MAXLEN ~ 0 LIMIT 99", 0);
    expectInteger("XTRIM s MAXLEN 149", 1);
    expectInteger("XTRIM s MAXLEN ~ 0 LIMIT 100", 99);
    expectInteger("XTRIM s MINID ~ 350", 0);
    expectInteger("XTRIM s MAXLEN ~ 0 LIMIT 0", 50);
    expectEvents("0:xtrim:s", "0:xtrim:s", "0:xtrim:s", "0:xtrim:s", "0:xtrim:s");
  }

  @Test
  void rangesHaveBothEndsUnlessTheyAreOpen() {
    givenFive();
    expect("XRANGE s 2 3", "[[\"2-0\", [\"f\", \"v2\"]], [\"3-0\", [\"f\", \"v3\"]]]");
    expect("XRANGE s (2 (4", "[[\"3-0\", [\"f\", \"v3\"]], [\"4-0\", [\"f\", \"v4\"]]]");
    expect("XRANGE s (2-0 (4-0", "[[\"3-0\", [\"f\", \"v3\"]]]");
    expect("XRANGE s 4 +", "[[\"4-0\", [\"f\", \"v4\"]], [\"5-0\", [\"f\", \"v5\"]]]");
    expect("XRANGE s - + COUNT 1", "[[\"1-0\", [\"f\", \"v1\"]]]");
    expect(
        "XRANGE s - + COUNT 1 count 2", "[[\"1-0\", [\"f\", \"v1\"]], [\"2-0\", [\"f\", \"v2\"]]]");
    expect("XRANGE s 3 2", "[]");
    expect("XRANGE s + -", "[]");
    expect("XREVRANGE s + - COUNT 1", "[[\"5-0\", [\"f\", \"v5\"]]]");
    expect("XREVRANGE s 3 2", "[[\"3-0\", [\"f\", \"v3\"]], [\"2-0\", [\"f\", \"v2\"]]]");
    expect("XREVRANGE s (3-0 (1-0", "[[\"2-0\", [\"f\", \"v2\"]]]");
    expect("XREVRANGE s - +", "[]");
    expect("XRANGE s - + COUNT 0", "(nil array)");
    expect("XRANGE s - + COUNT -1", "(nil array)");
    expect("XRANGE missing - +", "[]");
    expect("XRANGE missing - + COUNT 0", "[]");
    expectEvents();
  }

  @Test
  void rangesCheckTheirWordsBeforeTheKey() {
    expectError("XRANGE l abc + COUNT x", INVALID_ID);
    expectError("XRANGE l - abc COUNT x", INVALID_ID);
    expectError(
        "XREVRANGE l x (18446744073709551615-18446744073709551615",
        "ERR invalid start ID for the interval");
    expectError(
        "XRANGE l (18446744073709551615-18446744073709551615 x",
        "ERR invalid start ID for the interval");
    expectError("XRANGE l - (0-0", "ERR invalid end ID for the interval");
    expectError("XRANGE l (- +", INVALID_ID);
    expectError("XRANGE l ( +", INVALID_ID);
    expectError("XRANGE l - + COUNT x", NOT_INTEGER);
    expectError("XRANGE l - + COUNT", "ERR syntax error");
    expectError("XRANGE l - + FOO 1", "ERR syntax error");
    expectError("XRANGE l - +", WRONG_TYPE);
    expectError("XREVRANGE l + -", WRONG_TYPE);
    expectError("XLEN l", WRONG_TYPE);
  }

  @Test
  void xdelTellsHowManyEntriesWereThere() {
    givenFive();
    expectInteger("XDEL s 2 9-9", 1);
    expectInteger("XDEL s 2", 0);
    expectEvents("0:xdel:s");
    expectInteger("XDEL s 1 3 4 5 5", 4);
    expectEvents("0:xdel:s");
    expectInteger("XLEN s", 0);
    expectInteger("EXISTS s", 1);
    expectInteger("XDEL missing abc", 0);
    expectError("XDEL s abc", INVALID_ID);
    expectError("XDEL s 1 -", INVALID_ID);
    expectError("XDEL l abc", WRONG_TYPE);
  }

  @Test
  void aDeletedEntryIsSeenNoMore() {
    givenFive();
    given("XDEL s 1 5");
    expect("XRANGE s - + COUNT 1", "[[\"2-0\", [\"f\", \"v2\"]]]");
    expect("XREVRANGE s + - COUNT 1", "[[\"4-0\", [\"f\", \"v4\"]]]");
    expect("XADD s 5-* f v", "\"5-1\"");
  }

  @Test
  void xsetidMovesTheLastId() {
    given("XADD s 5-0 f v");
    expectEventsAnew();
    expect("XSETID s 9-9", "OK");
    expectEvents("0:xsetid:s");
    expect("XADD s 9-* f v", "\"9-10\"");
    expect("XSETID s 9-10 ENTRIESADDED 7 MAXDELETEDID 8-8", "OK");
    expectError(
        "XSETID s 9-9",
        "ERR The ID specified in XSETID is smaller than the target stream top item");
    expectError(
        "XSETID s 10 ENTRIESADDED 1",
        "ERR The entries_added specified in XSETID is smaller than the target stream length");
  }

  @Test
  void xsetidChecksItsWordsBeforeTheKey() {
    expectError("XSETID l abc FOO", INVALID_ID);
    expectError("XSETID l 1 ENTRIESADDED x", NOT_INTEGER);
    expectError("XSETID l 1 ENTRIESADDED -1", "ERR entries_added must be positive");
    expectError("XSETID l 1 MAXDELETEDID x", INVALID_ID);
    expectError(
        "XSETID l 1 MAXDELETEDID 1-1",
        "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
    expectError("XSETID l 1 MAXDELETEDID", "ERR syntax error");
    expectError("XSETID l 1 FOO 1", "ERR syntax error");
    expectError("XSETID missing 1", "ERR no such key");
    expectError("XSETID l 1", WRONG_TYPE);
  }

  @Test
  void entriesKeepTheirBytesAndTheirOrderOfFields() {
    given("XADD s 1 \"\\x00\\xff\" \"\\x0d\\x0a\" a \"\" a 2");
    given("XADD s 2 \"\\x00\\xff\" 1 a 2 a 3");
    given("XADD s 3 a 1 b 2");
    expect(
        "XRANGE s - +",
        "[[\"1-0\", [\"\\x00\\xff\", \"\\x0d\\x0a\", \"a\", \"\", \"a\", \"2\"]],"
            + " [\"2-0\", [\"\\x00\\xff\", \"1\", \"a\", \"2\", \"a\", \"3\"]],"
            + " [\"3-0\", [\"a\", \"1\", \"b\", \"2\"]]]");
  }

  @Test
  void theDeadlineOfAStreamStays() {
    given("XADD s 1 f v");
    given("PEXPIREAT s 32503680000001");
    given("XADD s 2 f v");
    given("XDEL s 1");
    expectInteger("PEXPIRETIME s", 32503680000001L);
    expect("OBJECT ENCODING s", "\"stream\"");
    expect("TYPE s", "stream");
  }
}
