package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One list: its ends, its elements by index and by value; small, and in pages. */
class ListCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String NOT_INTEGER = "ERR value is not an integer or out of range";
  private static final int MANY = 1000;

  /** A list that takes several levels of pages, of the numbers from 0 on. */
  private void givenMany(String key) {
    given("RPUSH " + key + " " + numbers(0, MANY));
    assertThat(handlers().keyspace().pageCount()).isGreaterThan(3);
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  private static String array(int... numbers) {
    return IntStream.of(numbers)
        .mapToObj(number -> "\"" + number + "\"")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Test
  void pushingAnswersTheLengthAndTellsOfANewList() {
    expectInteger("RPUSH k a b", 2);
    expectInteger("LPUSH k c d", 4);
    expect("LRANGE k 0 -1", "[\"d\", \"c\", \"a\", \"b\"]");
    expectInteger("LLEN k", 4);
    expect("TYPE k", "list");
    expect("OBJECT ENCODING k", "\"quicklist\"");
    expectEvents("0:new:k", "0:rpush:k", "0:lpush:k");
  }

  @Test
  void pushingWithXNeedsAList() {
    expectInteger("LPUSHX k a", 0);
    expectInteger("RPUSHX k a b", 0);
    expectInteger("EXISTS k", 0);
    given("RPUSH k b");
    expectInteger("LPUSHX k a", 2);
    expectInteger("RPUSHX k c d", 4);
    expect("LRANGE k 0 -1", "[\"a\", \"b\", \"c\", \"d\"]");
    expectEvents("0:new:k", "0:rpush:k", "0:lpush:k", "0:rpush:k");
  }

  @Test
  void elementsAreBytesOfAnyKindAndNumber() {
    given("RPUSH k \"\" \"\\x00\\xff\" \"\\x0d\\x0a\" \"\"");
    expect("LRANGE k 0 -1", "[\"\", \"\\x00\\xff\", \"\\x0d\\x0a\", \"\"]");
    expectInteger("LREM k 0 \"\"", 2);
    expect("LPOP k", "\"\\x00\\xff\"");
  }

  @Test
  void poppingTakesOneFromAnEndAndTheLastTakesTheKey() {
    given("RPUSH k a b c");
    expect("LPOP k", "\"a\"");
    expect("RPOP k", "\"c\"");
    expect("RPOP k", "\"b\"");
    expect("RPOP k", "(nil)");
    expectInteger("EXISTS k", 0);
    expectEvents("0:new:k", "0:rpush:k", "0:lpop:k", "0:rpop:k", "0:rpop:k", "0:del:k");
  }

  @Test
  void poppingWithACountAnswersAnArray() {
    given("RPUSH k a b c d e");
    expect("LPOP k 0", "[]");
    expect("LPOP k 2", "[\"a\", \"b\"]");
    expect("RPOP k 2", "[\"e\", \"d\"]");
    expect("RPOP k 9223372036854775807", "[\"c\"]");
    expect("RPOP k 1", "(nil array)");
    expect("LPOP k 0", "(nil array)");
    expectEvents("0:new:k", "0:rpush:k", "0:lpop:k", "0:rpop:k", "0:rpop:k", "0:del:k");
  }

  @ParameterizedTest
  @ValueSource(strings = {"LPOP", "RPOP"})
  void poppingChecksItsCountFirst(String command) {
    given("SET s v");
    expectError(command + " s -1", "ERR value is out of range, must be positive");
    expectError(command + " missing abc", "ERR value is out of range, must be positive");
    expectError(command + " s 1", WRONG_TYPE);
    expectError(
        command + " s 1 2",
        "ERR wrong number of arguments for '" + command.toLowerCase(Locale.ROOT) + "' command");
  }

  @Test
  void indexesCountFromBothEnds() {
    given("RPUSH k a b c");
    expect("LINDEX k 0", "\"a\"");
    expect("LINDEX k -1", "\"c\"");
    expect("LINDEX k 3", "(nil)");
    expect("LINDEX k -4", "(nil)");
    expect("LINDEX k -9223372036854775808", "(nil)");
    expect("LINDEX missing abc", "(nil)");
    expectError("LINDEX k abc", NOT_INTEGER);
    expect("LSET k -2 B", "OK");
    expect("LRANGE k 0 -1", "[\"a\", \"B\", \"c\"]");
    expectError("LSET k 3 x", "ERR index out of range");
    expectError("LSET k -4 x", "ERR index out of range");
    expectError("LSET k abc x", NOT_INTEGER);
    expectError("LSET missing abc x", "ERR no such key");
    expectEvents("0:new:k", "0:rpush:k", "0:lset:k");
  }

  @Test
  void insertingNeedsAPivot() {
    given("RPUSH k a b a");
    expectInteger("LINSERT k BEFORE a x", 4);
    expectInteger("linsert k after b y", 5);
    expectInteger("LINSERT k AFTER missing z", -1);
    expectInteger("LINSERT missing AFTER a z", 0);
    expectError("LINSERT k BESIDE a z", "ERR syntax error");
    expect("LRANGE k 0 -1", "[\"x\", \"a\", \"b\", \"y\", \"a\"]");
    expectEvents("0:new:k", "0:rpush:k", "0:linsert:k", "0:linsert:k");
  }

  @Test
  void rangesLeaveOutWhatIsOutside() {
    given("RPUSH k a b c d");
    expect("LRANGE k 1 2", "[\"b\", \"c\"]");
    expect("LRANGE k -2 100", "[\"c\", \"d\"]");
    expect("LRANGE k -100 0", "[\"a\"]");
    expect("LRANGE k 4 10", "[]");
    expect("LRANGE k 2 1", "[]");
    expect("LRANGE k -9223372036854775808 9223372036854775807", "[\"a\", \"b\", \"c\", \"d\"]");
    expect("LRANGE missing 0 -1", "[]");
    expectError("LRANGE missing a 1", NOT_INTEGER);
    expectError("LRANGE missing 1 a", NOT_INTEGER);
  }

  @Test
  void trimmingKeepsARange() {
    given("RPUSH k a b c d e");
    expect("LTRIM k 1 -2", "OK");
    expect("LRANGE k 0 -1", "[\"b\", \"c\", \"d\"]");
    expect("LTRIM k 0 -1", "OK");
    expect("LTRIM k 5 10", "OK");
    expectInteger("EXISTS k", 0);
    expect("LTRIM k 0 1", "OK");
    expectError("LTRIM k a 1", NOT_INTEGER);
    expectEvents("0:new:k", "0:rpush:k", "0:ltrim:k", "0:ltrim:k", "0:ltrim:k", "0:del:k");
  }

  @Test
  void removingByValueBeginsAtTheEndThatTheSignSays() {
    given("RPUSH k a b a c a a");
    expectInteger("LREM k 1 a", 1);
    expectInteger("LREM k -2 a", 2);
    expect("LRANGE k 0 -1", "[\"b\", \"a\", \"c\"]");
    expectInteger("LREM k 0 missing", 0);
    expectInteger("LREM k -9223372036854775808 a", 1);
    given("LREM k 0 b");
    expectInteger("LREM k 5 c", 1);
    expectInteger("EXISTS k", 0);
    expectInteger("LREM missing 0 a", 0);
    expectError("LREM missing x a", NOT_INTEGER);
    expectEvents(
        "0:new:k",
        "0:rpush:k",
        "0:lrem:k",
        "0:lrem:k",
        "0:lrem:k",
        "0:lrem:k",
        "0:lrem:k",
        "0:del:k");
  }

  @Test
  void positionsAreFoundFromBothEnds() {
    given("RPUSH k a b c 1 2 3 c c");
    expectInteger("LPOS k c", 2);
    expectInteger("LPOS k c RANK 2", 6);
    expectInteger("LPOS k c RANK -1", 7);
    expect("LPOS k c RANK 4", "(nil)");
    expect("LPOS k c COUNT 2", "[(integer) 2, (integer) 6]");
    expect("LPOS k c COUNT 0 RANK 2", "[(integer) 6, (integer) 7]");
    expect("LPOS k c COUNT 0 RANK -2", "[(integer) 6, (integer) 2]");
    expect("LPOS k c COUNT 0 MAXLEN 7", "[(integer) 2, (integer) 6]");
    expect("LPOS k c COUNT 0 MAXLEN 1 RANK -1", "[(integer) 7]");
    expectInteger("LPOS k c RANK -9223372036854775808", 7);
    expect("LPOS k c COUNT 1 RANK -9223372036854775808", "[(integer) 7, (integer) 6, (integer) 2]");
    expect("LPOS k x COUNT 1", "[]");
    expect("LPOS missing c", "(nil)");
    expect("LPOS missing c COUNT 1", "[]");
  }

  @Test
  void positionsCheckTheirOptionsFirst() {
    given("SET s v");
    expectError(
        "LPOS s c RANK 0",
        "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use"
            + " negative to start from the end of the list");
    expectError("LPOS s c RANK abc", NOT_INTEGER);
    expectError("LPOS s c COUNT -1", "ERR COUNT can't be negative");
    expectError("LPOS s c COUNT abc", "ERR COUNT can't be negative");
    expectError("LPOS s c MAXLEN -1", "ERR MAXLEN can't be negative");
    expectError("LPOS s c RANK", "ERR syntax error");
    expectError("LPOS s c FOO 1", "ERR syntax error");
    expectError("LPOS s c RANK 1", WRONG_TYPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LPUSH s a",
        "RPUSHX s a",
        "LPOP s",
        "LLEN s",
        "LINDEX s 0",
        "LSET s 0 a",
        "LRANGE s 0 1",
        "LINSERT s BEFORE a b",
        "LTRIM s 0 1",
        "LREM s 0 a",
        "LPOS s a"
      })
  void otherTypesAreRefused(String command) {
    given("SET s v");
    expectError(command, WRONG_TYPE);
  }

  @Test
  void aLongListIsTheSameInPages() {
    givenMany("k");
    expectInteger("LLEN k", MANY);
    expect("LINDEX k 777", "\"777\"");
    expect("LINDEX k -1", "\"999\"");
    expect("LRANGE k 498 501", array(498, 499, 500, 501));
    expect("LSET k 500 " + "x".repeat(5000), "OK");
    expect("LRANGE k 499 501", "[\"499\", \"" + "x".repeat(5000) + "\", \"501\"]");
    expectInteger("LINSERT k AFTER 700 here", MANY + 1);
    expectInteger("LPOS k here", 701);
    expectInteger("LREM k 1 here", 1);
    expectInteger("LPUSH k a", MANY + 1);
    expect("RPOP k", "\"999\"");
    expect("LTRIM k 900 902", "OK");
    expect("LRANGE k 0 -1", array(899, 900, 901));
  }

  @Test
  void aLongListThatIsUsedUpLeavesNoPages() {
    givenMany("k");
    for (int i = 0; i < MANY / 2; i++) {
      expect("LPOP k", "\"" + i + "\"");
      expect("RPOP k", "\"" + (MANY - 1 - i) + "\"");
    }
    expectInteger("EXISTS k", 0);
    assertThat(handlers().keyspace().pageCount()).isZero();
  }

  @Test
  void aListThatHasBecomeShortIsWholeInItsValueAgain() {
    givenMany("k");
    given("LTRIM k 10 20");
    assertThat(handlers().keyspace().pageCount()).isZero();
    expect("LRANGE k 0 2", array(10, 11, 12));
  }

  @Test
  void aDeadlineStaysWhateverHappensToTheElements() {
    given("RPUSH k a b c d");
    given("EXPIREAT k 32503680000");
    given("LPUSH k " + numbers(0, MANY));
    given("LPOP k");
    given("LSET k 0 x");
    given("LTRIM k 2 -1");
    given("LREM k 0 5");
    given("LINSERT k BEFORE b x");
    expectInteger("EXPIRETIME k", 32503680000L);
  }
}
