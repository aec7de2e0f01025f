package io.slotwise.scripting.vm;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Doubles as C's {@code %e}, {@code %f} and {@code %g} write them, exact to the last digit. */
public final class CNumberFormat {

  private CNumberFormat() {}

  /** {@code inf}, {@code -inf}, {@code nan}, {@code -nan}; or null for a finite number. */
  public static String special(double number) {
    if (Double.isNaN(number)) {
      return Double.doubleToRawLongBits(number) < 0 ? "-nan" : "nan";
    }
    return Double.isInfinite(number) ? number > 0 ? "inf" : "-inf" : null;
  }

  public static String fixed(double number, int precision) {
    String special = special(number);
    if (special != null) {
      return special;
    }
    String text =
        new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return isNegative(number) && text.charAt(0) != '-' ? "-" + text : text;
  }

  public static String scientific(double number, int precision) {
    String special = special(number);
    return special != null ? special : scientificDigits(number, precision, false);
  }

  public static String general(double number, int precision) {
    return general(number, precision, false);
  }

  /**
   * @param keepZeros C's flag {@code #}
   */
  public static String general(double number, int precision, boolean keepZeros) {
    String special = special(number);
    if (special != null) {
      return special;
    }
    int digits = precision == 0 ? 1 : precision;
    if (number == 0) {
      String zero = keepZeros && digits > 1 ? "0." + "0".repeat(digits - 1) : "0";
      return isNegative(number) ? "-" + zero : zero;
    }
    BigDecimal rounded =
        new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= digits) {
      return scientificDigits(number, digits - 1, !keepZeros);
    }
    String plain =
        rounded
            .setScale(Math.max(0, digits - 1 - exponent), RoundingMode.HALF_EVEN)
            .toPlainString();
    return keepZeros ? plain : withoutTrailingZeros(plain);
  }

  private static String scientificDigits(double number, int precision, boolean cutZeros) {
    BigDecimal exact = new BigDecimal(number).abs();
    int exponent = 0;
    String digits;
    if (exact.signum() == 0) {
      digits = "0".repeat(precision + 1);
    } else {
      BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
      exponent = rounded.precision() - rounded.scale() - 1;
      String unscaled = rounded.unscaledValue().toString();
      digits = unscaled + "0".repeat(Math.max(0, precision + 1 - unscaled.length()));
    }
    String mantissa =
        digits.charAt(0) + (precision > 0 ? "." + digits.substring(1, precision + 1) : "");
    if (cutZeros) {
      mantissa = withoutTrailingZeros(mantissa);
    }
    int size = Math.abs(exponent);
    return (isNegative(number) ? "-" : "")
        + mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }

  private static String withoutTrailingZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static boolean isNegative(double number) {
    return Double.doubleToRawLongBits(number) < 0;
  }
}
