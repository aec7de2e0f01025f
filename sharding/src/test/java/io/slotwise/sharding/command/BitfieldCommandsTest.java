package io.slotwise.sharding.command;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings as arrays of integers. */
class BitfieldCommandsTest extends HandlerTest {

  @Test
  void operationsRunInTurnAndAnswerEach() {
    expect(
        "BITFIELD k SET u8 0 255 GET u8 0 GET i8 0 INCRBY u4 #2 3",
        "[(integer) 0, (integer) 255, (integer) -1, (integer) 3]");
    expect("GET k", "\"\\xff0\"");
    expectEvents("0:new:k", "0:setbit:k");
  }

  @Test
  void readingBeyondTheEndIsZeroAndChangesNothing() {
    given("SET k a");
    expect("BITFIELD k GET u16 0 GET i64 1000", "[(integer) 24832, (integer) 0]");
    expect("BITFIELD missing GET u8 0", "[(integer) 0]");
    expect("BITFIELD missing", "[]");
    expectInteger("EXISTS missing", 0);
    expectEvents("0:new:k", "0:set:k");
  }

  @ParameterizedTest
  @CsvSource({
    "u8, 250, 10, 4, 255, (nil)",
    "u8, 5, -10, 251, 0, (nil)",
    "i8, 120, 10, -126, 127, (nil)",
    "i8, -120, -10, 126, -128, (nil)",
    "i64, 9223372036854775807, 1, -9223372036854775808, 9223372036854775807, (nil)",
    "u63, 9223372036854775807, 1, 0, 9223372036854775807, (nil)",
    "u2, 3, 9223372036854775807, 2, 3, (nil)",
    "i2, -2, -9223372036854775808, -2, -2, (nil)"
  })
  void overflowWrapsSaturatesOrFails(
      String type, String start, String increment, String wrapped, String saturated, String nil) {
    for (String[] mode : new String[][] {{"WRAP", wrapped}, {"SAT", saturated}, {"FAIL", nil}}) {
      given("BITFIELD k SET " + type + " 0 " + start);
      String expected = mode[1].equals("(nil)") ? "[(nil)]" : "[(integer) " + mode[1] + "]";
      expect("BITFIELD k OVERFLOW " + mode[0] + " INCRBY " + type + " 0 " + increment, expected);
    }
  }

  @Test
  void numbersNearTheLeastLongSaturateUpwardsAsInRedis() {
    expect(
        "BITFIELD k OVERFLOW SAT SET i2 0 -9223372036854775808 GET i2 0",
        "[(integer) 0, (integer) 1]");
  }

  @Test
  void aFailureStillMakesRoom() {
    expect("BITFIELD k OVERFLOW FAIL INCRBY u2 0 100", "[(nil)]");
    expectInteger("STRLEN k", 1);
    expectEvents("0:new:k");
  }

  @Test
  void aNumberThatBeginsInTheLongestStringMayEndBeyondIt() {
    long lastBit = RedisServer.STRING_BYTES_MAX * 8 - 1;
    expect("BITFIELD k INCRBY i16 " + lastBit + " -100", "[(integer) -100]");
    expectInteger("STRLEN k", RedisServer.STRING_BYTES_MAX + 2);
    expectError(
        "BITFIELD k GET u1 " + (lastBit + 1), "ERR bit offset is not an integer or out of range");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u64", "i65", "u0", "i0", "x8", "8", "U8", "\"\"", "u", "u8x", "u-1"})
  void typesHaveOneToSixtyFourBits(String type) {
    expectError(
        "BITFIELD k GET " + type + " 0",
        "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but"
            + " i64 is.");
  }

  @Test
  void errorsComeInTheOrderOfTheWords() {
    givenList("list");
    expectError("BITFIELD list FOO", "ERR syntax error");
    expectError("BITFIELD list GET u8", "ERR syntax error");
    expectError("BITFIELD list OVERFLOW", "ERR syntax error");
    expectError("BITFIELD list OVERFLOW foo", "ERR Invalid OVERFLOW type specified");
    expectError("BITFIELD list GET u8 -1", "ERR bit offset is not an integer or out of range");
    expectError("BITFIELD list SET u8 0 a", "ERR value is not an integer or out of range");
    expectError(
        "BITFIELD list GET u8 0",
        "WRONGTYPE Operation against a key holding the wrong kind of value");
    expectError("BITFIELD_RO list SET u8 0 1", "ERR BITFIELD_RO only supports the GET subcommand");
    expectError("BITFIELD_RO list SET u8 0", "ERR syntax error");
  }
}
