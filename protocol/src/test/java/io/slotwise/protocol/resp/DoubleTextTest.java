package io.slotwise.protocol.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables are what redis-server 7.0.15 answers to ZSCORE. */
class DoubleTextTest {

  static List<Arguments> simple() {
    return List.of(
        Arguments.of(0.0, "0"),
        Arguments.of(-0.0, "-0"),
        Arguments.of(1.0, "1"),
        Arguments.of(-1.0, "-1"),
        Arguments.of(0.1, "0.10000000000000001"),
        Arguments.of(0.2, "0.20000000000000001"),
        Arguments.of(0.3, "0.29999999999999999"),
        Arguments.of(1e15, "1000000000000000"),
        Arguments.of(1e16, "10000000000000000"),
        Arguments.of(1e17, "1e+17"),
        Arguments.of(1e21, "1e+21"),
        Arguments.of(1e22, "1e+22"),
        Arguments.of(123456789012345678.0, "1.2345678901234568e+17"),
        Arguments.of(1e100, "1e+100"),
        Arguments.of(1e300, "1.0000000000000001e+300"),
        Arguments.of(1.7976931348623157e308, "1.7976931348623157e+308"),
        Arguments.of(4.9e-324, "4.9406564584124654e-324"),
        Arguments.of(2.2250738585072014e-308, "2.2250738585072014e-308"),
        Arguments.of(1e-4, "0.0001"),
        Arguments.of(1e-5, "1.0000000000000001e-05"),
        Arguments.of(1e-7, "9.9999999999999995e-08"),
        Arguments.of(123e-20, "1.23e-18"),
        Arguments.of(0.001, "0.001"),
        Arguments.of(123456.789, "123456.789"),
        Arguments.of(9007199254740992.0, "9007199254740992"),
        Arguments.of(-9007199254740992.0, "-9007199254740992"),
        Arguments.of(9223372036854775807.0, "9.2233720368547758e+18"),
        Arguments.of(4503599627370495.5, "4503599627370495.5"),
        Arguments.of(99999999999999999.0, "1e+17"),
        Arguments.of(17.000000000000004, "17.000000000000004"),
        Arguments.of(0.30000000000000004, "0.30000000000000004"),
        Arguments.of(1.0000000000000002, "1.0000000000000002"),
        Arguments.of(2.5e-10, "2.5000000000000002e-10"));
  }

  static List<Arguments> random() {
    return List.of(
        Arguments.of(-1.989032661366619e244, "-1.989032661366619e+244"),
        Arguments.of(7.761117632285041e178, "7.761117632285041e+178"),
        Arguments.of(3.980498358697587e-249, "3.980498358697587e-249"),
        Arguments.of(-1.5432835417340557e88, "-1.5432835417340557e+88"),
        Arguments.of(1.3647584518757569e-192, "1.3647584518757569e-192"),
        Arguments.of(-1.3701135617873088e-206, "-1.3701135617873088e-206"),
        Arguments.of(-1.7160537630466207e197, "-1.7160537630466207e+197"),
        Arguments.of(6.294675241195386e-44, "6.2946752411953861e-44"),
        Arguments.of(1.0613447212142254e-202, "1.0613447212142254e-202"),
        Arguments.of(4.708325160387546e207, "4.7083251603875462e+207"),
        Arguments.of(6.387016158513563e-12, "6.3870161585135632e-12"),
        Arguments.of(-9.973130378568733e-246, "-9.9731303785687331e-246"),
        Arguments.of(-150.961621715, "-150.96162171500001"),
        Arguments.of(-752.3961, "-752.39610000000005"),
        Arguments.of(261.2518314635, "261.25183146350003"),
        Arguments.of(895.417884914, "895.41788491399996"),
        Arguments.of(171.1, "171.09999999999999"),
        Arguments.of(952.5, "952.5"),
        Arguments.of(113.33, "113.33"),
        Arguments.of(-420.781, "-420.78100000000001"),
        Arguments.of(81.3717710643, "81.371771064300006"),
        Arguments.of(-383.03635179613, "-383.03635179613002"),
        Arguments.of(-638.5472401521, "-638.54724015210002"),
        Arguments.of(142.4088, "142.40880000000001"),
        Arguments.of(3.7239754272573125e-05, "3.7239754272573125e-05"),
        Arguments.of(7.121107657461536e-05, "7.1211076574615362e-05"),
        Arguments.of(5.960116996623265e-09, "5.9601169966232653e-09"),
        Arguments.of(4.964144951134918e-05, "4.9641449511349178e-05"),
        Arguments.of(4.2759230566940286e-07, "4.2759230566940286e-07"),
        Arguments.of(4.656018658396741e-06, "4.6560186583967406e-06"),
        Arguments.of(3.6158235594456633e-08, "3.6158235594456633e-08"),
        Arguments.of(0.0007943794815224912, "0.00079437948152249116"),
        Arguments.of(7.798296305842438e-09, "7.7982963058424378e-09"),
        Arguments.of(5.7442371025867104e-05, "5.7442371025867104e-05"),
        Arguments.of(4951163595552556.0, "4951163595552556"),
        Arguments.of(7294452894392176.0, "7294452894392176"),
        Arguments.of(60895901903640.36, "60895901903640.359"),
        Arguments.of(1.1806577825496212e16, "11806577825496212"),
        Arguments.of(1649621036435732.2, "1649621036435732.2"),
        Arguments.of(1.5198453466050476e16, "15198453466050476"),
        Arguments.of(4.216983544767443e18, "4.2169835447674429e+18"),
        Arguments.of(7.762048218079554e16, "77620482180795536"),
        Arguments.of(5.73025940277384e19, "5.7302594027738399e+19"),
        Arguments.of(3.1374751284809677e18, "3.1374751284809677e+18"));
  }

  @ParameterizedTest
  @MethodSource({"simple", "random"})
  void numbersArePrintedAsRedisDoes(double value, String text) {
    assertThat(DoubleText.of(value)).isEqualTo(text);
  }

  @Test
  void whatIsNoNumberHasAName() {
    assertThat(DoubleText.of(Double.POSITIVE_INFINITY)).isEqualTo("inf");
    assertThat(DoubleText.of(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    assertThat(DoubleText.of(Double.NaN)).isEqualTo("nan");
  }

  @Property
  void theTextNamesTheNumberExactly(@ForAll double value) {
    String text = DoubleText.of(value);
    assertThat(Double.parseDouble(text)).isEqualTo(value);
    assertThat(text).hasSizeLessThanOrEqualTo(24).matches("-?\\d+(\\.\\d+)?(e[-+]\\d\\d+)?");
  }

  /** The quick way for numbers of everyday size against the exact value, digit by digit. */
  @Property(tries = 20_000)
  void numbersOfEverydaySizeHaveTheDigitsOfTheirExactValue(
      @ForAll @LongRange(min = 1L << 52, max = (1L << 53) - 1) long mantissa,
      @ForAll @IntRange(min = -100, max = 10) int exponent,
      @ForAll @IntRange(max = 52) int zeroBits) {
    double value = Math.scalb((double) (mantissa >>> zeroBits << zeroBits), exponent);
    BigDecimal exact = new BigDecimal(value).round(new MathContext(17, RoundingMode.HALF_EVEN));
    assertThat(new BigDecimal(DoubleText.of(value))).isEqualByComparingTo(exact);
    assertThat(DoubleText.of(-value)).isEqualTo("-" + DoubleText.of(value));
  }

  @Property
  void bitsOfAnyKindMakeANumberOrAName(@ForAll long bits) {
    double value = Double.longBitsToDouble(bits);
    String text = DoubleText.of(value);
    if (Double.isFinite(value)) {
      assertThat(Double.parseDouble(text)).isEqualTo(value);
    } else {
      assertThat(text).isIn("inf", "-inf", "nan");
    }
  }
}
