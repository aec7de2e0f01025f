package io.slotwise.protocol;

import java.math.BigInteger;

/**
 * The 80-bit floating-point number that C calls {@code long double} on x86-64, which is what
 * INCRBYFLOAT counts in: 64 bits of mantissa, exponents from -16382 to 16383, gradual underflow,
 * round half to even. Java has nothing between a double and a BigDecimal, and a double's 53 bits
 * would answer {@code 3.10000000000000009} where Redis answers {@code 3.1}.
 *
 * <p>A finite value is {@code mantissa * 2^exponent} with a signed mantissa; immutable.
 */
public final class LongDouble {

  public static final LongDouble ZERO = new LongDouble(BigInteger.ZERO, 0, false);

  private static final int MANTISSA_BITS = 64;

  /** Exponent of the last bit of the smallest numbers, normal or not. */
  private static final int EXPONENT_MIN = -16445;

  /** Largest exponent of the last bit of a 64-bit mantissa. */
  private static final int EXPONENT_MAX = 16383 - 63;

  /** Beyond these, a decimal exponent overflows or underflows whatever its digits are. */
  private static final int DECIMAL_EXPONENT_BOUND = 20_000;

  /** Longer text is not a number for Redis. */
  private static final int TEXT_CHARS_MAX = 5 * 1024 - 1;

  private static final int FRACTION_DIGITS = 17;

  private final BigInteger mantissa;
  private final int exponent;
  private final boolean infinite;

  private LongDouble(BigInteger mantissa, int exponent, boolean infinite) {
    this.mantissa = mantissa;
    this.exponent = exponent;
    this.infinite = infinite;
  }

  /**
   * Reads what C's {@code strtold} reads, all of it: decimal and hexadecimal numbers and infinity.
   *
   * @return null for anything else, for NaN, for text of 5120 characters or more, and where the
   *     number is too large or too small to be told from infinity or zero
   */
  public static LongDouble parse(Bytes text) {
    if (text.isEmpty() || text.length() > TEXT_CHARS_MAX) {
      return null;
    }
    return new Parser(text.latin1()).parse();
  }

  /** The sum, rounded once. Where infinity meets minus infinity the result is infinite too. */
  public LongDouble plus(LongDouble that) {
    if (infinite || that.infinite) {
      return infinite ? this : that;
    }
    int low = Math.min(exponent, that.exponent);
    return rounded(aligned(low).add(that.aligned(low)), low, false);
  }

  private BigInteger aligned(int low) {
    return mantissa.shiftLeft(exponent - low);
  }

  public boolean isInfinite() {
    return infinite;
  }

  /**
   * Fixed-point text with at most 17 digits behind the point, rounded half to even, without
   * trailing zeros: {@code 10.5}, {@code -3}, {@code 0}. Only of finite numbers.
   */
  public String text() {
    if (infinite) {
      throw new IllegalStateException("an infinite number has no digits");
    }
    if (exponent >= 0) {
      return mantissa.shiftLeft(exponent).toString();
    }
    BigInteger scaled = mantissa.abs().multiply(BigInteger.TEN.pow(FRACTION_DIGITS));
    String digits = shiftedHalfEven(scaled, -exponent, false).toString();
    if (digits.length() <= FRACTION_DIGITS) {
      digits = "0".repeat(FRACTION_DIGITS + 1 - digits.length()) + digits;
    }
    int point = digits.length() - FRACTION_DIGITS;
    int end = digits.length();
    while (end > point && digits.charAt(end - 1) == '0') {
      end--;
    }
    String whole = digits.substring(0, point);
    String magnitude = end == point ? whole : whole + "." + digits.substring(point, end);
    return mantissa.signum() < 0 && !magnitude.equals("0") ? "-" + magnitude : magnitude;
  }

  /**
   * The nearest number to {@code value * 2^exponent}.
   *
   * @param inexact a little more than that was meant, in size: breaks ties away from zero
   */
  private static LongDouble rounded(BigInteger value, int exponent, boolean inexact) {
    if (value.signum() == 0) {
      return ZERO;
    }
    BigInteger magnitude = value.abs();
    int drop = Math.max(magnitude.bitLength() - MANTISSA_BITS, EXPONENT_MIN - exponent);
    int resultExponent = exponent;
    if (drop > 0) {
      magnitude = shiftedHalfEven(magnitude, drop, inexact);
      resultExponent += drop;
    }
    if (magnitude.signum() == 0) {
      return ZERO;
    }
    int surplus = resultExponent + magnitude.bitLength() - MANTISSA_BITS;
    if (surplus > EXPONENT_MAX) {
      return new LongDouble(BigInteger.valueOf(value.signum()), 0, true);
    }
    return new LongDouble(
        value.signum() < 0 ? magnitude.negate() : magnitude, resultExponent, false);
  }

  /** {@code magnitude / 2^bits}, to the nearest, a tie to the even one. */
  private static BigInteger shiftedHalfEven(BigInteger magnitude, int bits, boolean inexact) {
    BigInteger kept = magnitude.shiftRight(bits);
    if (!magnitude.testBit(bits - 1)) {
      return kept;
    }
    boolean tie = !inexact && magnitude.getLowestSetBit() == bits - 1;
    return tie && !kept.testBit(0) ? kept : kept.add(BigInteger.ONE);
  }

  /** One pass over the text; {@code at} is the next character. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    LongDouble parse() {
      boolean negative = peek() == '-';
      if (negative || peek() == '+') {
        at++;
      }
      if (restIs("inf") || restIs("infinity")) {
        return new LongDouble(BigInteger.valueOf(negative ? -1 : 1), 0, true);
      }
      LongDouble magnitude = restStartsWith("0x") ? hexadecimal() : decimal();
      if (magnitude == null || magnitude.infinite) {
        return null;
      }
      return negative
          ? new LongDouble(magnitude.mantissa.negate(), magnitude.exponent, false)
          : magnitude;
    }

    private LongDouble decimal() {
      StringBuilder digits = new StringBuilder();
      int fractionDigits = digits(digits, 10);
      if (fractionDigits < 0) {
        return null;
      }
      Integer given = exponent('e');
      if (given == null || at != text.length()) {
        return null;
      }
      BigInteger number = new BigInteger(digits.toString());
      if (number.signum() == 0) {
        return ZERO;
      }
      int power = given - fractionDigits;
      if (power > DECIMAL_EXPONENT_BOUND || power < -DECIMAL_EXPONENT_BOUND) {
        return null;
      }
      return orNullAtZero(power >= 0 ? scaledUp(number, power) : scaledDown(number, -power));
    }

    private static LongDouble scaledUp(BigInteger number, int power) {
      return rounded(number.multiply(BigInteger.TEN.pow(power)), 0, false);
    }

    private static LongDouble scaledDown(BigInteger number, int power) {
      BigInteger divisor = BigInteger.TEN.pow(power);
      // Two bits more than the mantissa has, so that only the remainder can break a tie.
      int shift = Math.max(0, MANTISSA_BITS + 2 + divisor.bitLength() - number.bitLength());
      BigInteger[] parts = number.shiftLeft(shift).divideAndRemainder(divisor);
      return rounded(parts[0], -shift, parts[1].signum() != 0);
    }

    private LongDouble hexadecimal() {
      at += 2;
      StringBuilder digits = new StringBuilder();
      int fractionDigits = digits(digits, 16);
      if (fractionDigits < 0) {
        return null;
      }
      Integer given = exponent('p');
      if (given == null || at != text.length()) {
        return null;
      }
      BigInteger number = new BigInteger(digits.toString(), 16);
      if (number.signum() == 0) {
        return ZERO;
      }
      return orNullAtZero(rounded(number, given - 4 * fractionDigits, false));
    }

    /** Digits with an optional point: how many stood behind it, or -1 without any digit. */
    private int digits(StringBuilder into, int radix) {
      int point = -1;
      for (; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '.' && point < 0) {
          point = into.length();
        } else if (c < 128 && Character.digit(c, radix) >= 0) {
          into.append(c);
        } else {
          break;
        }
      }
      return into.isEmpty() ? -1 : point < 0 ? 0 : into.length() - point;
    }

    /** 0 where none is given; null where the letter has no digits behind it. */
    private Integer exponent(char letter) {
      if (Character.toLowerCase(peek()) != letter) {
        return 0;
      }
      at++;
      boolean negative = peek() == '-';
      if (negative || peek() == '+') {
        at++;
      }
      int start = at;
      int value = 0;
      for (; peek() >= '0' && peek() <= '9'; at++) {
        // Saturates far outside of every range, and far inside of an int.
        value = Math.min(value * 10 + (peek() - '0'), 10_000_000);
      }
      return at == start ? null : negative ? Integer.valueOf(-value) : Integer.valueOf(value);
    }

    private static LongDouble orNullAtZero(LongDouble number) {
      return number.mantissa.signum() == 0 ? null : number;
    }

    private char peek() {
      return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean restIs(String word) {
      return text.length() - at == word.length() && restStartsWith(word);
    }

    private boolean restStartsWith(String word) {
      return text.regionMatches(true, at, word, 0, word.length());
    }
  }
}
