package io.slotwise.sharding.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Getting and setting whole strings: replies, errors in their order, deadlines and events. */
class StringCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";

  @Test
  void setThenGetAnswersTheValue() {
    expect("SET k v", "OK");
    expect("GET k", "\"v\"");
    expect("GET missing", "(nil)");
    expectEvents("0:new:k", "0:set:k");
  }

  @Test
  void valuesAreBytesAndNotText() {
    given("SET \"\\x00\\xff\" \"\\x0d\\x0a\\xc3\"");
    expect("GET \"\\x00\\xff\"", "\"\\x0d\\x0a\\xc3\"");
    given("SET \"\" \"\"");
    expect("GET \"\"", "\"\"");
  }

  @Test
  void setWithConditionWritesOnlyWhereItHolds() {
    expect("SET k a XX", "(nil)");
    expect("SET k a NX", "OK");
    expect("SET k b NX", "(nil)");
    expect("SET k c XX", "OK");
    expect("GET k", "\"c\"");
    expectEvents("0:new:k", "0:set:k", "0:set:k");
  }

  @Test
  void setWithGetAnswersWhatWasThere() {
    expect("SET k a GET", "(nil)");
    expect("SET k b GET", "\"a\"");
    expect("SET k c NX GET", "\"b\"");
    expect("SET other c XX GET", "(nil)");
    expect("GET k", "\"b\"");
    expect("GET other", "(nil)");
  }

  @Test
  void setReplacesADeadlineUnlessToldToKeepIt() {
    expect("SET k a EXAT 32503680000", "OK");
    expectInteger("PEXPIRETIME k", 32503680000000L);
    expect("SET k b KEEPTTL", "OK");
    expectInteger("PEXPIRETIME k", 32503680000000L);
    expect("SET k c", "OK");
    expectInteger("TTL k", -1);
    expectEvents("0:new:k", "0:set:k", "0:expire:k", "0:set:k", "0:set:k");
  }

  @Test
  void setTakesADeadlineInFourWays() {
    expect("SET a v EX 100", "OK");
    expectInteger("TTL a", 100);
    expect("SET b v PX 100000", "OK");
    expectInteger("TTL b", 100);
    expect("SET c v EXAT 32503680000", "OK");
    expectInteger("EXPIRETIME c", 32503680000L);
    expect("SET d v PXAT 32503680000001", "OK");
    expectInteger("PEXPIRETIME d", 32503680000001L);
  }

  @Test
  void aDeadlineInThePastIsAcceptedAndLeavesNoKey() {
    expect("SET k v PXAT 1", "OK");
    expect("GET k", "(nil)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NX XX",
        "XX NX",
        "EX",
        "EX 1 PX 1",
        "EX 1 KEEPTTL",
        "KEEPTTL EX 1",
        "FOO",
        "PERSIST",
        "NX FOO",
        "EX 1 EXAT 1",
        "NXX",
        "\"\""
      })
  void optionsThatMakeNoSenseAreASyntaxError(String options) {
    expectError("SET k v " + options, "ERR syntax error");
  }

  @Test
  void optionsMayRepeatInAnyCaseAndOrder() {
    expect("SET k v nx Nx Get gEt ex 100 EX 200", "(nil)");
    expectInteger("TTL k", 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EX 0", "EX -1", "PX 0", "EXAT 0", "PXAT -5", "EX 9223372036854775807"})
  void deadlinesMustBePositiveAndFit(String option) {
    expectError("SET k v " + option, "ERR invalid expire time in 'set' command");
  }

  @Test
  void errorsOfSetComeInOrder() {
    givenList("list");
    expectError("SET list v EX abc FOO", "ERR syntax error");
    expectError("SET list v EX abc GET", "ERR value is not an integer or out of range");
    expectError("SET list v EX 0 GET", "ERR invalid expire time in 'set' command");
    expectError("SET list v GET", WRONG_TYPE);
    expect("SET list v", "OK");
    expect("TYPE list", "string");
  }

  @Test
  void setnxAnswersWhetherItSet() {
    expectInteger("SETNX k a", 1);
    expectInteger("SETNX k b", 0);
    givenList("list");
    expectInteger("SETNX list b", 0);
    expect("GET k", "\"a\"");
  }

  @Test
  void setexAndPsetexSetValueAndDeadline() {
    expect("SETEX k 100 v", "OK");
    expectInteger("TTL k", 100);
    expect("PSETEX k 200000 w", "OK");
    expectInteger("TTL k", 200);
    expect("GET k", "\"w\"");
    expectError("SETEX k 0 v", "ERR invalid expire time in 'setex' command");
    expectError("PSETEX k -1 v", "ERR invalid expire time in 'psetex' command");
    expectError("SETEX k abc v", "ERR value is not an integer or out of range");
    expectError("SETEX k 9223372036854775 v", "ERR invalid expire time in 'setex' command");
  }

  @Test
  void getsetAnswersTheOldValueAndDropsTheDeadline() {
    given("SET k a EX 100");
    expect("GETSET k b", "\"a\"");
    expectInteger("TTL k", -1);
    expect("GETSET new b", "(nil)");
    givenList("list");
    expectError("GETSET list b", WRONG_TYPE);
  }

  @Test
  void getdelAnswersTheValueAndDeletesTheKey() {
    given("SET k a");
    expect("GETDEL k", "\"a\"");
    expect("GETDEL k", "(nil)");
    expectEvents("0:new:k", "0:set:k", "0:del:k");
    givenList("list");
    expectError("GETDEL list", WRONG_TYPE);
  }

  @Test
  void getexSetsOrRemovesTheDeadline() {
    given("SET k a");
    expect("GETEX k EX 100", "\"a\"");
    expectInteger("TTL k", 100);
    expect("GETEX k", "\"a\"");
    expectInteger("TTL k", 100);
    expect("GETEX k PERSIST", "\"a\"");
    expectInteger("TTL k", -1);
    expect("GETEX k PERSIST", "\"a\"");
    expectEvents("0:new:k", "0:set:k", "0:expire:k", "0:persist:k");
    expect("GETEX k PXAT 1", "\"a\"");
    expectEvents("0:del:k");
    expect("GET k", "(nil)");
  }

  @Test
  void errorsOfGetexComeInOrder() {
    expect("GETEX missing EX abc", "(nil)");
    expectError("GETEX missing EX 1 PERSIST", "ERR syntax error");
    expectError("GETEX missing PERSIST PX 1", "ERR syntax error");
    expectError("GETEX missing KEEPTTL", "ERR syntax error");
    expectError("GETEX missing EX", "ERR syntax error");
    given("SET k a");
    expectError("GETEX k EX abc", "ERR value is not an integer or out of range");
    expectError("GETEX k EX 0", "ERR invalid expire time in 'getex' command");
    givenList("list");
    expectError("GETEX list EX abc", WRONG_TYPE);
  }

  @Test
  void mgetAnswersNullForWhatIsNoString() {
    given("SET a 1");
    givenList("list");
    expect("MGET a missing list a", "[\"1\", (nil), (nil), \"1\"]");
  }

  @Test
  void msetSetsAllAndTheLastOfARepeatedKeyWins() {
    expect("MSET a 1 b 2 a 3", "OK");
    expect("MGET a b", "[\"3\", \"2\"]");
    expectError("MSET a 1 b", "ERR wrong number of arguments for 'mset' command");
  }

  @Test
  void msetnxSetsAllOrNothing() {
    expectInteger("MSETNX a 1 b 2", 1);
    expectInteger("MSETNX c 1 b 3", 0);
    expect("MGET a b c", "[\"1\", \"2\", (nil)]");
    expectError("MSETNX a 1 b", "ERR wrong number of arguments for 'msetnx' command");
  }

  @Test
  void anExpiredKeyIsAbsentForEveryCondition() {
    CommandHarness handlers = handlers();
    handlers.text("SET k a PX 1000");
    handlers.keyspace().setNowMs(handlers.keyspace().nowMs() + 1000);
    assertThat(handlers.text("GET k")).isEqualTo("(nil)");
    assertThat(handlers.text("SET k b XX")).isEqualTo("(nil)");
    assertThat(handlers.text("SET k b NX")).isEqualTo("OK");
    assertThat(handlers.text("TTL k")).isEqualTo("(integer) -1");
  }
}
