package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moving elements between lists, and taking them from the first of several. */
class ListMoveCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";

  @Test
  void movingTakesFromOneEndAndPutsAtAnother() {
    given("RPUSH a 1 2 3");
    expect("LMOVE a b LEFT RIGHT", "\"1\"");
    expect("LMOVE a b right left", "\"3\"");
    expect("RPOPLPUSH a b", "\"2\"");
    expect("LRANGE b 0 -1", "[\"2\", \"3\", \"1\"]");
    expect("RPOPLPUSH a b", "(nil)");
    expect("LMOVE a b LEFT LEFT", "(nil)");
    expectEvents(
        "0:new:a",
        "0:rpush:a",
        "0:new:b",
        "0:rpush:b",
        "0:lpop:a",
        "0:lpush:b",
        "0:rpop:a",
        "0:lpush:b",
        "0:rpop:a",
        "0:del:a");
  }

  @Test
  void aListMayBeMovedIntoItself() {
    given("RPUSH k 1 2 3");
    expect("RPOPLPUSH k k", "\"3\"");
    expect("LMOVE k k LEFT RIGHT", "\"3\"");
    expect("LMOVE k k LEFT LEFT", "\"1\"");
    expect("LRANGE k 0 -1", "[\"1\", \"2\", \"3\"]");
    given("LTRIM k 0 0");
    given("EXPIREAT k 32503680000");
    expect("LMOVE k k LEFT LEFT", "\"1\"");
    expectInteger("EXPIRETIME k", 32503680000L);
    expectEvents(
        "0:new:k",
        "0:rpush:k",
        "0:lpush:k",
        "0:rpop:k",
        "0:rpush:k",
        "0:lpop:k",
        "0:lpush:k",
        "0:lpop:k",
        "0:ltrim:k",
        "0:expire:k",
        "0:lpush:k",
        "0:lpop:k");
  }

  @Test
  void movingChecksWordsThenTypes() {
    given("SET s v");
    given("RPUSH k a");
    expectError("LMOVE missing s UP LEFT", "ERR syntax error");
    expectError("LMOVE missing s LEFT DOWN", "ERR syntax error");
    expect("LMOVE missing s LEFT LEFT", "(nil)");
    expectError("LMOVE s k LEFT LEFT", WRONG_TYPE);
    expectError("LMOVE k s LEFT LEFT", WRONG_TYPE);
    expectError("RPOPLPUSH k s", WRONG_TYPE);
    expectInteger("LLEN k", 1);
  }

  @Test
  void theFirstListOfSeveralIsTakenFrom() {
    given("RPUSH b 1 2 3 4 5");
    given("RPUSH c x");
    expect("LMPOP 3 a b c LEFT", "[\"b\", [\"1\"]]");
    expect("LMPOP 2 a b RIGHT COUNT 2", "[\"b\", [\"5\", \"4\"]]");
    expect("LMPOP 1 b LEFT COUNT 9223372036854775807", "[\"b\", [\"2\", \"3\"]]");
    expect("LMPOP 2 a b LEFT", "(nil array)");
    expectEvents(
        "0:new:b",
        "0:rpush:b",
        "0:new:c",
        "0:rpush:c",
        "0:lpop:b",
        "0:rpop:b",
        "0:lpop:b",
        "0:del:b");
  }

  @Test
  void anotherTypeIsRefusedOnlyBeforeTheFirstList() {
    given("SET s v");
    given("RPUSH k a b");
    expect("LMPOP 2 k s LEFT", "[\"k\", [\"a\"]]");
    expectError("LMPOP 2 s k LEFT", WRONG_TYPE);
    expectError("LMPOP 2 missing s LEFT", WRONG_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "abc", "9223372036854775808"})
  void numbersOfKeysAndOfElementsMustBePositive(String number) {
    given("SET s v");
    expectError("LMPOP " + number + " s LEFT", "ERR numkeys should be greater than 0");
    expectError("LMPOP 1 s LEFT COUNT " + number, "ERR count should be greater than 0");
    expectError("LMPOP 1 s LEFT COUNT " + number + " foo", "ERR count should be greater than 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LMPOP 2 s LEFT",
        "LMPOP 1 s UP",
        "LMPOP 1 s LEFT COUNT",
        "LMPOP 1 s LEFT FOO 1",
        "LMPOP 1 s LEFT COUNT 1 COUNT 1",
        "LMPOP 1 s LEFT COUNT 1 foo",
        "LMPOP 1 s t LEFT"
      })
  void otherWordsAreSyntaxErrors(String command) {
    given("SET s v");
    expectError(command, "ERR syntax error");
  }

  @Test
  void longListsMoveElementByElementAndLeaveNoPages() {
    given(
        "RPUSH a "
            + IntStream.range(0, 600).mapToObj(Integer::toString).collect(Collectors.joining(" ")));
    for (int i = 0; i < 600; i++) {
      expect("LMOVE a b RIGHT LEFT", "\"" + (599 - i) + "\"");
    }
    expectInteger("EXISTS a", 0);
    expect("LRANGE b 298 300", "[\"298\", \"299\", \"300\"]");
    expect("LMPOP 2 a b RIGHT COUNT 3", "[\"b\", [\"599\", \"598\", \"597\"]]");
    given("LPOP b 597");
    assertThat(handlers().keyspace().pageCount()).isZero();
  }
}
