package io.slotwise.protocol;

/**
 * Floating-point numbers as Redis reads them with C's {@code strtod}: decimal, hexadecimal and
 * infinite ones. NaN stands for text that is not a number, and {@code nan} is none for Redis.
 */
public final class Doubles {

  /** So many digits fit a long, and up to 2^53 a double, without rounding. */
  private static final int EXACT_DIGITS_MAX = 15;

  /** The powers of ten that a double has exactly, as far as there can be digits for them. */
  private static final double[] POWERS_OF_TEN = new double[EXACT_DIGITS_MAX + 1];

  static {
    POWERS_OF_TEN[0] = 1;
    for (int i = 1; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
    }
  }

  private Doubles() {}

  /**
   * The number that the whole text spells.
   *
   * @return NaN for anything else, for blanks in front, and where the number is too large or too
   *     small to be told from infinity or zero
   */
  public static double parse(Bytes text) {
    if (text.isEmpty() || isBlank(text.at(0))) {
      return Double.NaN;
    }
    double value = new Scanner(text, 0, text.length()).number();
    if (Double.isInfinite(value) || value == 0) {
      return isSpelledOut(text, value) ? value : Double.NaN;
    }
    return value;
  }

  /**
   * The end of a range: what {@link #parse} reads, blanks in front of it, nothing at all for 0, and
   * numbers out of range as infinity or zero. As for C, text ends at its first NUL.
   *
   * @param from where the number begins in the text
   * @return NaN for anything else
   */
  public static double parseBound(Bytes text, int from) {
    int end = from;
    while (end < text.length() && text.at(end) != 0) {
      end++;
    }
    return from == end ? 0 : new Scanner(text, from, end).number();
  }

  /** Whether the text means infinity or zero, and was not only rounded to it. */
  private static boolean isSpelledOut(Bytes text, double value) {
    boolean hexadecimal = text.length() > 2 && text.lowerCase().contains("0x");
    for (int i = 0; i < text.length(); i++) {
      byte b = Args.lower(text.at(i));
      if (value != 0 && (b == 'i' || b == 'n')) {
        return true;
      }
      if (b == (hexadecimal ? 'p' : 'e')) {
        return value == 0;
      }
      if (b >= '1' && b <= '9' || hexadecimal && b >= 'a' && b <= 'f') {
        return false;
      }
    }
    return value == 0;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  /** One pass over the text; {@code at} is the next byte. */
  private static final class Scanner {
    private final Bytes text;
    private final int end;
    private int at;

    Scanner(Bytes text, int from, int end) {
      this.text = text;
      this.at = from;
      this.end = end;
    }

    double number() {
      while (at < end && isBlank(text.at(at))) {
        at++;
      }
      boolean negative = peek() == '-';
      if (negative || peek() == '+') {
        at++;
      }
      double magnitude = magnitude();
      return negative ? -magnitude : magnitude;
    }

    private double magnitude() {
      int start = at;
      if (restIs("inf") || restIs("infinity")) {
        return Double.POSITIVE_INFINITY;
      }
      boolean hexadecimal = peek() == '0' && end - at > 1 && Args.lower(text.at(at + 1)) == 'x';
      if (hexadecimal) {
        at += 2;
      }
      int digits = digits(hexadecimal);
      int fraction = 0;
      if (peek() == '.') {
        at++;
        fraction = digits(hexadecimal);
        digits += fraction;
      }
      if (!hexadecimal && digits > 0 && digits <= EXACT_DIGITS_MAX && at == end) {
        // Both are exact, so that the quotient is rounded once.
        return exact(start) / POWERS_OF_TEN[fraction];
      }
      boolean scaled = exponent(hexadecimal ? 'p' : 'e');
      if (digits == 0 || at != end) {
        return Double.NaN;
      }
      String spelled = text.slice(start, end).latin1();
      return Double.parseDouble(hexadecimal && !scaled ? spelled + "p0" : spelled);
    }

    /** The digits to the end as a number, as if there were no point. */
    private double exact(int start) {
      long value = 0;
      for (int i = start; i < end; i++) {
        byte b = text.at(i);
        value = b == '.' ? value : value * 10 + (b - '0');
      }
      return value;
    }

    private int digits(boolean hexadecimal) {
      int start = at;
      while (isDigit(peek()) || hexadecimal && peek() >= 'a' && peek() <= 'f') {
        at++;
      }
      return at - start;
    }

    /** Whether there is one; a letter without digits behind it is left where it is. */
    private boolean exponent(char letter) {
      if (peek() != letter) {
        return false;
      }
      int start = at;
      at++;
      if (peek() == '-' || peek() == '+') {
        at++;
      }
      if (digits(false) == 0) {
        at = start;
        return false;
      }
      return true;
    }

    private static boolean isDigit(byte b) {
      return b >= '0' && b <= '9';
    }

    /** The next byte, a letter lowered, or 0 at the end. */
    private byte peek() {
      return at < end ? Args.lower(text.at(at)) : 0;
    }

    private boolean restIs(String word) {
      return text.slice(at, end).equalsIgnoreCase(word);
    }
  }
}
