package io.slotwise.scripting.vm;

import java.nio.charset.StandardCharsets;

/** Numbers to text and back, as C's printf and strtod have it. */
public final class LuaNumbers {

  private static final double INTEGER_TEXT_MAX = 1e14;
  private static final double TWO_63 = 0x1p63;

  private LuaNumbers() {}

  /** {@code %.14g}, which is how Lua writes a number. */
  public static String toText(double number) {
    if (number == Math.rint(number) && Math.abs(number) < INTEGER_TEXT_MAX) {
      return number == 0 && 1 / number < 0 ? "-0" : Long.toString((long) number);
    }
    return CNumberFormat.general(number, 14);
  }

  public static LuaString toLuaString(double number) {
    return LuaString.wrap(toText(number).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Cut to 64 bits as x86-64 does: what does not fit becomes the least number. */
  public static long toLong(double number) {
    return number >= -TWO_63 && number < TWO_63 ? (long) number : Long.MIN_VALUE;
  }

  /** A number, or a string that is one; else null. */
  public static Double toNumber(Object value) {
    if (value instanceof Double number) {
      return number;
    }
    return value instanceof LuaString string ? parse(string.latin1()) : null;
  }

  /** The whole text but for blanks around it, or null. */
  public static Double parse(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    if (start == end) {
      return null;
    }
    int at = start;
    boolean negative = text.charAt(at) == '-';
    if (negative || text.charAt(at) == '+') {
      at++;
    }
    Double magnitude = magnitude(text.substring(at, end));
    return magnitude == null || !negative ? magnitude : Double.valueOf(-magnitude);
  }

  public static boolean isSpace(int c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static Double magnitude(String text) {
    if (text.isEmpty()) {
      return null;
    }
    char first = text.charAt(0);
    if (first == '0' && text.length() > 1 && (text.charAt(1) | 0x20) == 'x') {
      return hexadecimal(text);
    }
    if (first == '.' || first >= '0' && first <= '9') {
      return isDecimal(text) ? Double.valueOf(text) : null;
    }
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "inf", "infinity" -> Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> null;
    };
  }

  private static boolean isDecimal(String text) {
    int at = 0;
    int digits = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
      digits++;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
        digits++;
      }
    }
    if (digits == 0 || at == text.length()) {
      return digits > 0;
    }
    if ((text.charAt(at) | 0x20) != 'e') {
      return false;
    }
    at++;
    if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
      at++;
    }
    int exponentDigits = 0;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
      exponentDigits++;
    }
    return exponentDigits > 0 && at == text.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** {@code 0x1f}, {@code 0x1.8}, {@code 0x1p-3}. */
  private static Double hexadecimal(String text) {
    StringBuilder normal = new StringBuilder("0x");
    int at = 2;
    int digits = 0;
    boolean point = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.digit(c, 16) >= 0 && c < 0x80) {
        digits++;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
      normal.append(c);
      at++;
    }
    if (digits == 0) {
      return null;
    }
    if (at == text.length()) {
      normal.append("p0");
    } else {
      if (!text.substring(at).matches("[pP][+-]?[0-9]+")) {
        return null;
      }
      normal.append(text, at, text.length());
    }
    return Double.valueOf(normal.toString());
  }
}
