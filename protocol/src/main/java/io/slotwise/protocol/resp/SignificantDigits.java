package io.slotwise.protocol.resp;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The 17 significant decimal digits of a double, which tell it from all others, rounded half to
 * even from its exact value: C's {@code %.16e}.
 *
 * <p>The value is {@code mantissa * 2^exponent}, and the digits are that, times a power of ten.
 * While the power is between 10^0 and 10^27, which it is for numbers from 10^-11 to 10^17, the
 * mantissa times 5^27 has less than 117 bits: two longs compute it exactly. Others take the way
 * through BigDecimal, which costs ten times as much.
 *
 * @param digits from 10^16 up to 10^17, the zeros at the end included
 * @param exponent of ten, of the first digit
 */
record SignificantDigits(long digits, int exponent) {

  /** How many digits there are. */
  static final int COUNT = 17;

  private static final MathContext ROUNDING = new MathContext(COUNT, RoundingMode.HALF_EVEN);

  private static final long LEAST = 10_000_000_000_000_000L;
  private static final long BEYOND = 10 * LEAST;

  /** 5^27 is the last that fits a long. */
  private static final long[] POWERS_OF_FIVE = new long[28];

  static {
    POWERS_OF_FIVE[0] = 1;
    for (int i = 1; i < POWERS_OF_FIVE.length; i++) {
      POWERS_OF_FIVE[i] = 5 * POWERS_OF_FIVE[i - 1];
    }
  }

  private static final int MANTISSA_BITS = 52;
  private static final int EXPONENT_BIAS = 1023 + MANTISSA_BITS;

  /**
   * @param value above zero and finite
   */
  static SignificantDigits of(double value) {
    int exponent = (int) Math.floor(Math.log10(value));
    // The logarithm may be one off next to a power of ten. The least exponent with which the digits
    // are not too many is right: with one more, they have been rounded where there is one too few.
    for (int guess = exponent - 1; guess <= exponent + 1; guess++) {
      long digits = exactly(value, guess);
      if (digits >= LEAST && digits < BEYOND) {
        return new SignificantDigits(digits, guess);
      }
    }
    return through(new BigDecimal(value).round(ROUNDING));
  }

  /** The value divided by 10^(exponent - 16), rounded; -1 where longs cannot tell. */
  private static long exactly(double value, int exponent) {
    int power = COUNT - 1 - exponent;
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> MANTISSA_BITS);
    int shift = EXPONENT_BIAS - biased - power;
    if (biased == 0
        || power < 0
        || power >= POWERS_OF_FIVE.length
        || shift <= 0
        || shift >= Long.SIZE) {
      return -1;
    }
    long mantissa = bits & (1L << MANTISSA_BITS) - 1 | 1L << MANTISSA_BITS;
    long high = Math.multiplyHigh(mantissa, POWERS_OF_FIVE[power]);
    long low = mantissa * POWERS_OF_FIVE[power];
    if (high >>> shift - 1 != 0) {
      return -1;
    }
    long whole = high << Long.SIZE - shift | low >>> shift;
    long rest = low << Long.SIZE - shift;
    boolean roundsUp = rest < 0 && (rest != Long.MIN_VALUE || (whole & 1) != 0);
    return roundsUp ? whole + 1 : whole;
  }

  private static SignificantDigits through(BigDecimal rounded) {
    int missing = COUNT - rounded.precision();
    BigDecimal padded = rounded.setScale(rounded.scale() + missing);
    return new SignificantDigits(
        padded.unscaledValue().longValueExact(), COUNT - 1 - padded.scale());
  }

  /** The digits without the zeros at the end, of which the first stays. */
  String text() {
    String all = Long.toString(digits);
    int end = all.length();
    while (all.charAt(end - 1) == '0') {
      end--;
    }
    return all.substring(0, end);
  }
}
