package io.slotwise.protocol.resp;

import io.slotwise.protocol.Reply;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Floating-point numbers as Redis prints them in replies: C's {@code %.17g}, which names every
 * double exactly; {@code inf}, {@code -inf} and {@code nan} for the rest. RESP2 and RESP3 use the
 * same text.
 */
public final class DoubleText {

  private static final int DIGITS = SignificantDigits.COUNT;

  /** Whole numbers below this have no more digits than are printed. */
  private static final double WHOLE_BELOW = 1e17;

  private static final int PLAIN_EXPONENT_MIN = -4;

  private DoubleText() {}

  /** The text of a reply. */
  public static String of(Reply.Dbl reply) {
    return reply.plain() ? plain(reply.value()) : of(reply.value());
  }

  /**
   * A finite number without exponent, with up to 17 digits behind the point and no zeros at the
   * end: C's {@code %.17Lf}, trimmed.
   */
  public static String plain(double value) {
    BigDecimal decimal = new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN);
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  /** The text of the number, in ASCII. */
  public static String of(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (Math.abs(value) < WHOLE_BELOW && value == Math.rint(value)) {
      return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
    }
    return rounded(value);
  }

  private static String rounded(double value) {
    SignificantDigits significant = SignificantDigits.of(Math.abs(value));
    String digits = significant.text();
    int exponent = significant.exponent();
    StringBuilder text = new StringBuilder(DIGITS + 8);
    if (value < 0) {
      text.append('-');
    }
    if (exponent < PLAIN_EXPONENT_MIN || exponent >= DIGITS) {
      scientific(text, digits, exponent);
    } else if (exponent < 0) {
      text.append("0.").append("0".repeat(-exponent - 1)).append(digits);
    } else if (digits.length() <= exponent + 1) {
      text.append(digits).append("0".repeat(exponent + 1 - digits.length()));
    } else {
      text.append(digits, 0, exponent + 1)
          .append('.')
          .append(digits, exponent + 1, digits.length());
    }
    return text.toString();
  }

  private static void scientific(StringBuilder text, String digits, int exponent) {
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append('e').append(exponent < 0 ? '-' : '+');
    int magnitude = Math.abs(exponent);
    if (magnitude < 10) {
      text.append('0');
    }
    text.append(magnitude);
  }
}
