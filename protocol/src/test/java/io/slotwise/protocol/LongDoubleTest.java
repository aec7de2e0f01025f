package io.slotwise.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading, adding and printing 80-bit numbers. Against Redis: {@code CounterCommandsTest}. */
class LongDoubleTest {

  private static String text(String number) {
    return LongDouble.parse(Bytes.of(number)).text();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "1, 1",
    "-1.50, -1.5",
    "3.1, 3.1",
    "1e3, 1000",
    "1E-3, 0.001",
    "+.5, 0.5",
    "5., 5",
    "0x10, 16",
    "0x1.8p1, 3",
    "0X.8P-1, 0.25",
    "1e-18, 0",
    "6e-18, 0.00000000000000001",
    "-1e-30, 0",
    "18446744073709551615, 18446744073709551615",
    "18446744073709551617, 18446744073709551616",
    "18446744073709551619, 18446744073709551620",
    "0e99999999999, 0",
    "1000000000000000000000000e-24, 1"
  })
  void numbersPrintWithSeventeenDigitsAtMost(String number, String printed) {
    assertThat(text(number)).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "1 ",
        "abc",
        "nan",
        "1e",
        "1e+",
        "0x",
        "0x.p1",
        "0x1p",
        ".",
        "--1",
        "+-1",
        "1_0",
        "1e99999999999",
        "1e-99999999999",
        "1e4933",
        "1e-4951",
        "infinit",
        "0x1p99999999999",
        "1f"
      })
  void whatStrtoldWouldNotTakeWholeIsNoNumber(String text) {
    assertThat(LongDouble.parse(Bytes.of(text))).isNull();
  }

  @Test
  void theSmallestAndLargestNumbersAreNumbers() {
    assertThat(LongDouble.parse(Bytes.of("1.18e4932")).text()).startsWith("118").hasSize(4933);
    assertThat(text("4e-4951")).isEqualTo("0");
  }

  @Test
  void veryLongTextIsNoNumber() {
    assertThat(text("2" + "0".repeat(4000))).hasSize(4001);
    assertThat(LongDouble.parse(Bytes.of("0".repeat(5119) + "1"))).isNull();
  }

  @Test
  void infinityIsReadInEverySpelling() {
    for (String word : new String[] {"inf", "-INF", "+Infinity"}) {
      assertThat(LongDouble.parse(Bytes.of(word)).isInfinite()).isTrue();
    }
  }

  @Test
  void sumsBeyondTheLargestNumberAreInfinite() {
    LongDouble large = LongDouble.parse(Bytes.of("1e4932"));
    assertThat(large.plus(large).isInfinite()).isTrue();
    assertThat(large.plus(LongDouble.ZERO).isInfinite()).isFalse();
  }

  @Property
  void integersOfSixtyThreeBitsAreExact(@ForAll long a, @ForAll int b) {
    LongDouble sum =
        LongDouble.parse(Bytes.of(Long.toString(a / 2))).plus(LongDouble.parse(Bytes.of(b)));
    assertThat(sum.text()).isEqualTo(Long.toString(a / 2 + b));
  }

  @Property
  void doublesAreExactAsFarAsTheyArePrinted(@ForAll int numerator) {
    String exact = new BigDecimal(numerator).divide(new BigDecimal(1024)).toPlainString();
    assertThat(text(exact)).isEqualTo(exact);
  }
}
