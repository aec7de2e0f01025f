package io.slotwise.sharding.command;

import org.junit.jupiter.api.Test;

/** Parts of strings: appending, ranges and common subsequences. */
class StringPartCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String TOO_LONG =
      "ERR string exceeds maximum allowed size (proto-max-bulk-len)";

  @Test
  void appendCreatesOrGrows() {
    expectInteger("APPEND k ab", 2);
    given("EXPIREAT k 32503680000");
    expectInteger("APPEND k cd", 4);
    expectInteger("APPEND k \"\"", 4);
    expect("GET k", "\"abcd\"");
    expectInteger("EXPIRETIME k", 32503680000L);
    expectEvents("0:new:k", "0:append:k", "0:expire:k", "0:append:k", "0:append:k");
    givenList("list");
    expectError("APPEND list a", WRONG_TYPE);
  }

  @Test
  void strlenCountsBytes() {
    given("SET k \"\\xc3\\xa4\"");
    expectInteger("STRLEN k", 2);
    expectInteger("STRLEN missing", 0);
    givenList("list");
    expectError("STRLEN list", WRONG_TYPE);
  }

  @Test
  void getrangeCutsWithBothEndsIncluded() {
    given("SET k \"This is a string\"");
    expect("GETRANGE k 0 3", "\"This\"");
    expect("GETRANGE k -3 -1", "\"ing\"");
    expect("GETRANGE k 0 -1", "\"This is a string\"");
    expect("GETRANGE k 10 100", "\"string\"");
    expect("SUBSTR k 5 6", "\"is\"");
    expect("GETRANGE k 5 3", "\"\"");
    expect("GETRANGE k -1 -5", "\"\"");
    expect("GETRANGE k -100 -16", "\"T\"");
    expect("GETRANGE k -9223372036854775808 9223372036854775807", "\"This is a string\"");
    expect("GETRANGE missing 0 -1", "\"\"");
  }

  @Test
  void errorsOfGetrangeComeInOrder() {
    givenList("list");
    expectError("GETRANGE list a 0", "ERR value is not an integer or out of range");
    expectError("GETRANGE list 0 b", "ERR value is not an integer or out of range");
    expectError("GETRANGE list 0 0", WRONG_TYPE);
  }

  @Test
  void setrangeOverwritesAndFillsGapsWithZeros() {
    expectInteger("SETRANGE k 3 ab", 5);
    expect("GET k", "\"\\x00\\x00\\x00ab\"");
    expectInteger("SETRANGE k 0 xyz", 5);
    expect("GET k", "\"xyzab\"");
    expectEvents("0:new:k", "0:setrange:k", "0:setrange:k");
  }

  @Test
  void setrangeOfNothingChangesNothing() {
    expectInteger("SETRANGE missing 5 \"\"", 0);
    expectInteger("EXISTS missing", 0);
    given("SET k abc");
    expectInteger("SETRANGE k 10 \"\"", 3);
    expectEvents("0:new:k", "0:set:k");
  }

  @Test
  void errorsOfSetrangeComeInOrder() {
    givenList("list");
    expectError("SETRANGE list a v", "ERR value is not an integer or out of range");
    expectError("SETRANGE list -1 v", "ERR offset is out of range");
    expectError("SETRANGE list 9223372036854775807 v", WRONG_TYPE);
    expectError("SETRANGE k 9223372036854775807 v", TOO_LONG);
    expectError("SETRANGE k 1048576 v", TOO_LONG);
    expectInteger("SETRANGE k 1048575 v", 1048576);
    expectError("APPEND k v", TOO_LONG);
  }

  @Test
  void lcsAnswersTheSequenceItsLengthOrItsPlaces() {
    given("MSET a ohmytext b mynewtext");
    expect("LCS a b", "\"mytext\"");
    expectInteger("LCS a b LEN", 6);
    expect(
        "LCS a b IDX",
        "[\"matches\", [[[(integer) 4, (integer) 7], [(integer) 5, (integer) 8]],"
            + " [[(integer) 2, (integer) 3], [(integer) 0, (integer) 1]]],"
            + " \"len\", (integer) 6]");
    expect(
        "LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN",
        "[\"matches\", [[[(integer) 4, (integer) 7], [(integer) 5, (integer) 8], (integer) 4]],"
            + " \"len\", (integer) 6]");
    expect("LCS a missing", "\"\"");
    expect("LCS a missing IDX", "[\"matches\", [], \"len\", (integer) 0]");
  }

  @Test
  void errorsOfLcsComeInOrder() {
    given("SET a abc");
    givenList("list");
    expectError("LCS a list FOO", "ERR The specified keys must contain string values");
    expectError("LCS a a FOO", "ERR syntax error");
    expectError("LCS a a MINMATCHLEN", "ERR syntax error");
    expectError("LCS a a MINMATCHLEN x", "ERR value is not an integer or out of range");
    expectError(
        "LCS a a IDX LEN", "ERR If you want both the length and indexes, please just use IDX.");
    given("SETRANGE long 999 x");
    given("COPY long longer");
    expectError(
        "LCS long longer",
        "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  }
}
