package io.slotwise.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What C's strtod and Redis's checks around it make of text. */
class DoublesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, -0.0",
    "+5, 5",
    "007, 7",
    ".5, 0.5",
    "5., 5",
    "1e5, 1e5",
    "1E-5, 1e-5",
    "0x10, 16",
    "0X.8p1, 1",
    "0x1.8, 1.5",
    "inf, Infinity",
    "-INFINITY, -Infinity",
    "0e-400, 0",
    "0x0p5, 0",
    "4.9e-324, 4.9e-324",
    "123456789012345678, 123456789012345678",
    "9007199254740993, 9007199254740992"
  })
  void numbers(String text, double value) {
    assertThat(Doubles.parse(Bytes.of(text))).isEqualTo(value);
    assertThat(Doubles.parseBound(Bytes.of("(" + text), 1)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "nan",
        "-nan",
        "1e",
        "1e+",
        ".",
        "-",
        "+-1",
        "0x",
        "0xg",
        "1f",
        "1d",
        "1_0",
        "infin",
        "1e400",
        "-1e400",
        "1e-400",
        "0x1p-2000",
        "1\u0000"
      })
  void textThatIsNoNumber(String text) {
    assertThat(Doubles.parse(Bytes.of(text))).isNaN();
  }

  @Test
  void endsOfRangesMayBeMore() {
    assertThat(Doubles.parseBound(Bytes.of(""), 0)).isZero();
    assertThat(Doubles.parseBound(Bytes.of("("), 1)).isZero();
    assertThat(Doubles.parseBound(Bytes.of(" \t5"), 0)).isEqualTo(5);
    assertThat(Doubles.parseBound(Bytes.of("1e400"), 0)).isInfinite();
    assertThat(Doubles.parseBound(Bytes.of("-1e-400"), 0)).isZero();
    assertThat(Doubles.parseBound(Bytes.of("7\u0000x"), 0)).isEqualTo(7);
    assertThat(Doubles.parseBound(Bytes.of(" "), 0)).isNaN();
    assertThat(Doubles.parseBound(Bytes.of("5 "), 0)).isNaN();
    assertThat(Doubles.parseBound(Bytes.of("nan"), 0)).isNaN();
  }

  @Property
  void everyNumberIsReadBack(@ForAll double value) {
    assertThat(Doubles.parse(Bytes.of(Double.toString(value)))).isEqualTo(value);
    if (!Double.isInfinite(value)) {
      assertThat(Doubles.parse(Bytes.of(Double.toHexString(value)))).isEqualTo(value);
    }
  }

  @Property
  void decimalFractionsAreReadAsJavaReadsThem(
      @ForAll @LongRange(min = 0, max = 99_999_999_999_999_999L) long digits,
      @ForAll @IntRange(max = 20) int fraction) {
    String text = BigDecimal.valueOf(digits, fraction).toPlainString();
    assertThat(Doubles.parse(Bytes.of(text))).isEqualTo(Double.parseDouble(text));
    assertThat(Doubles.parse(Bytes.of("-" + text))).isEqualTo(-Double.parseDouble(text));
  }
}
