package io.slotwise.sharding.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings that are numbers. */
class CounterCommandsTest extends HandlerTest {

  private static final String NOT_INTEGER = "ERR value is not an integer or out of range";
  private static final String OVERFLOW = "ERR increment or decrement would overflow";
  private static final String NOT_FLOAT = "ERR value is not a valid float";

  @Test
  void countersStartAtZeroAndKeepTheirDeadline() {
    expectInteger("INCR k", 1);
    given("EXPIREAT k 32503680000");
    expectInteger("INCRBY k 41", 42);
    expectInteger("DECR k", 41);
    expectInteger("DECRBY k 50", -9);
    expectInteger("EXPIRETIME k", 32503680000L);
    expectEvents("0:new:k", "0:incrby:k", "0:expire:k", "0:incrby:k", "0:incrby:k", "0:incrby:k");
  }

  @Test
  void countersStopAtTheEndsOfLong() {
    given("SET k 9223372036854775806");
    expectInteger("INCR k", Long.MAX_VALUE);
    expectError("INCR k", OVERFLOW);
    expectError("INCRBY k 1", OVERFLOW);
    given("SET k -9223372036854775808");
    expectError("DECR k", OVERFLOW);
    expectError("DECRBY k -9223372036854775808", "ERR decrement would overflow");
    expectInteger("INCRBY k 9223372036854775807", -1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "\"\"", "1.0", "\" 1\"", "+1", "01", "-0", "9223372036854775808"})
  void whatIsNoCanonicalIntegerCannotBeCounted(String value) {
    given("SET k " + value);
    expectError("INCR k", NOT_INTEGER);
    expectError("INCRBY other " + value, NOT_INTEGER);
  }

  @Test
  void theIncrementIsCheckedBeforeTheKey() {
    givenList("list");
    expectError("INCRBY list abc", NOT_INTEGER);
    expectError("INCR list", "WRONGTYPE Operation against a key holding the wrong kind of value");
  }

  @ParameterizedTest
  @CsvSource({
    "10.50, 0.1, 10.6",
    "5.0e3, 2.0e2, 5200",
    "3, -3, 0",
    "0, -1e-18, 0",
    "1, 1e-17, 1.00000000000000001",
    "0.1, 0.2, 0.3",
    "3.0, 1.1, 4.1",
    "-1.5, 1, -0.5",
    "1e19, 1, 10000000000000000001",
    "0x1p4, 0x.8, 16.5",
    ".5, 5., 5.5",
    "+5, 0, 5",
    "17179869184, 1.5, 17179869185.5",
    "17179869184, 0, 17179869184",
    "123456789.123456789, 0.1, 123456789.22345678899728227"
  })
  void floatsAreAddedAsRedisAddsThem(String value, String increment, String sum) {
    given("SET k " + value);
    expect("INCRBYFLOAT k " + increment, "\"" + sum + "\"");
    expect("GET k", "\"" + sum + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "\"\"",
        "\" 1\"",
        "\"1 \"",
        "nan",
        "1e5000",
        "1e-5000",
        "1,5",
        "0x",
        "e5",
        ".",
        "+",
        "1e",
        "--1",
        "\"1\\x00\""
      })
  void whatIsNoFloatCannotBeAdded(String value) {
    expectError("INCRBYFLOAT k " + value, NOT_FLOAT);
    given("SET k " + value);
    expectError("INCRBYFLOAT k 1", NOT_FLOAT);
  }

  @Test
  void sumsMustBeFinite() {
    String notFinite = "ERR increment would produce NaN or Infinity";
    expectError("INCRBYFLOAT k inf", notFinite);
    expectError("INCRBYFLOAT k -Infinity", notFinite);
    given("INCRBYFLOAT k 1e4932");
    expectError("INCRBYFLOAT k 1e4932", notFinite);
  }

  @Test
  void eventsOfFloatsHaveANameOfTheirOwn() {
    given("INCRBYFLOAT k 1.5");
    expectEvents("0:new:k", "0:incrbyfloat:k");
  }

  @Test
  void randomDecimalsGiveTheSameDigitsAsRedis() {
    Assertions.assertThat(handlers().text("INCRBYFLOAT k 0")).isEqualTo("\"0\"");
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      given("SET k " + decimal(random));
      given("INCRBYFLOAT k " + decimal(random));
    }
  }

  private static String decimal(Random random) {
    BigInteger digits = new BigInteger(1 + random.nextInt(90), random);
    int scale = random.nextInt(40) - (random.nextInt(10) == 0 ? 4000 : 10);
    BigDecimal number = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
    return random.nextBoolean() && Math.abs(scale) < 100
        ? number.toPlainString()
        : number.toString();
  }
}
