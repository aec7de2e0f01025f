package io.slotwise.sharding.command;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Strings as rows of bits. */
class BitmapCommandsTest extends HandlerTest {

  private static final String WRONG_TYPE =
      "WRONGTYPE Operation against a key holding the wrong kind of value";
  private static final String BAD_OFFSET = "ERR bit offset is not an integer or out of range";

  @Test
  void setbitAnswersTheOldBitAndGrowsTheString() {
    expectInteger("SETBIT k 7 1", 0);
    expectInteger("SETBIT k 7 0", 1);
    expectInteger("SETBIT k 9 1", 0);
    expect("GET k", "\"\\x00@\"");
    expectInteger("GETBIT k 9", 1);
    expectInteger("GETBIT k 1000", 0);
    expectEvents("0:new:k", "0:setbit:k", "0:setbit:k", "0:setbit:k");
  }

  @Test
  void aBitThatStaysAsItIsMakesNoEvent() {
    given("SET k a");
    expectInteger("SETBIT k 0 0", 0);
    expectEvents("0:new:k", "0:set:k");
    expectInteger("SETBIT k 8 0", 0);
    expectEvents("0:setbit:k");
  }

  @Test
  void errorsOfSetbitComeInOrder() {
    givenList("list");
    expectError("SETBIT list -1 2", BAD_OFFSET);
    expectError("SETBIT list 0 2", "ERR bit is not an integer or out of range");
    expectError("SETBIT list 0 a", "ERR bit is not an integer or out of range");
    expectError("SETBIT list 0 1", WRONG_TYPE);
    expectError("SETBIT k 8388608 1", BAD_OFFSET);
    expectError("SETBIT k #0 1", BAD_OFFSET);
    expectError("GETBIT list abc", BAD_OFFSET);
    expectError("GETBIT list 0", WRONG_TYPE);
    expectInteger("SETBIT k 8388607 1", 0);
    expectInteger("STRLEN k", 1048576);
  }

  @Test
  void bitcountCountsOnesInBytesOrBits() {
    given("SET k foobar");
    expectInteger("BITCOUNT k", 26);
    expectInteger("BITCOUNT k 0 0", 4);
    expectInteger("BITCOUNT k 1 1 BYTE", 6);
    expectInteger("BITCOUNT k 5 30 BIT", 17);
    expectInteger("BITCOUNT k -2 -1", 7);
    expectInteger("BITCOUNT k 3 1", 0);
    expectInteger("BITCOUNT k -1 -3", 0);
    expectInteger("BITCOUNT missing", 0);
  }

  @Test
  void errorsOfBitcountNeedAKey() {
    expectInteger("BITCOUNT missing 0", 0);
    expectInteger("BITCOUNT missing a b FOO", 0);
    given("SET k foobar");
    expectError("BITCOUNT k 0", "ERR syntax error");
    expectError("BITCOUNT k a 1 FOO", "ERR value is not an integer or out of range");
    expectError("BITCOUNT k 0 1 FOO", "ERR syntax error");
    expectError("BITCOUNT k 0 1 BIT 2", "ERR syntax error");
    givenList("list");
    expectError("BITCOUNT list 0", WRONG_TYPE);
  }

  @Test
  void bitposFindsTheFirstBit() {
    given("SET k \"\\xff\\xf0\\x00\"");
    expectInteger("BITPOS k 0", 12);
    expectInteger("BITPOS k 1", 0);
    expectInteger("BITPOS k 1 2", -1);
    expectInteger("BITPOS k 0 2", 16);
    expectInteger("BITPOS k 0 7 15 BIT", 12);
    expectInteger("BITPOS k 1 7 15 BIT", 7);
    given("SET ones \"\\xff\"");
    expectInteger("BITPOS ones 0", 8);
    expectInteger("BITPOS ones 0 0 -1", -1);
    expectInteger("BITPOS ones 0 5", -1);
    expectInteger("BITPOS missing 0", 0);
    expectInteger("BITPOS missing 1", -1);
  }

  @Test
  void errorsOfBitposComeInOrder() {
    givenList("list");
    expectError("BITPOS list a", "ERR value is not an integer or out of range");
    expectError("BITPOS list 2", "ERR The bit argument must be 1 or 0.");
    expectError("BITPOS list 1 a", WRONG_TYPE);
    given("SET k a");
    expectError("BITPOS k 1 a b FOO", "ERR value is not an integer or out of range");
    expectError("BITPOS k 1 0 b FOO", "ERR syntax error");
    expectError("BITPOS k 1 0 b BIT", "ERR value is not an integer or out of range");
    expectError("BITPOS k 1 0 1 BIT 5", "ERR syntax error");
  }

  @Test
  void bitopCombinesAndFillsUpWithZeros() {
    given("MSET a abc b \"\\xff\\x0f\" ");
    expectInteger("BITOP AND d a b", 3);
    expect("GET d", "\"a\\x02\\x00\"");
    expectInteger("BITOP or d a b missing", 3);
    expect("GET d", "\"\\xffoc\"");
    expectInteger("BITOP XOR d a b", 3);
    expect("GET d", "\"\\x9emc\"");
    expectInteger("BITOP NOT d b", 2);
    expect("GET d", "\"\\x00\\xf0\"");
  }

  @Test
  void anEmptyResultOfBitopDeletesTheDestination() {
    given("SET d v EX 100");
    expectInteger("BITOP AND d missing", 0);
    expectInteger("EXISTS d", 0);
    expectEvents("0:new:d", "0:set:d", "0:expire:d", "0:del:d");
  }

  @Test
  void errorsOfBitopComeInOrder() {
    givenList("list");
    expectError("BITOP FOO d list", "ERR syntax error");
    expectError("BITOP NOT d list list", "ERR BITOP NOT must be called with a single source key.");
    expectError("BITOP AND d a list", WRONG_TYPE);
    given("SET a v");
    expectInteger("BITOP OR list a", 1);
    expect("TYPE list", "string");
  }

  @Test
  void longRowsAreCountedAndSearchedAsRedisDoes() {
    Random random = new Random(3);
    for (int i = 0; i < 20; i++) {
      given("SETBIT k " + random.nextInt(2000) + " 1");
    }
    for (int i = 0; i < 500; i++) {
      int from = random.nextInt(2100);
      int to = random.nextInt(2100);
      given("BITCOUNT k " + from + " " + to + " BIT");
      given("BITPOS k 1 " + from + " " + to + " BIT");
      given("BITPOS k 0 " + from + " " + to + " BIT");
    }
    given("BITOP NOT n k");
    for (int i = 0; i < 500; i++) {
      int from = random.nextInt(270);
      int to = random.nextInt(270);
      given("BITCOUNT n " + from + " " + to);
      given("BITPOS n 0 " + from + " " + to);
    }
  }
}
