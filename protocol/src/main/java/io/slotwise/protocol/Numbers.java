package io.slotwise.protocol;

/**
 * Whole numbers as Redis reads them: optional minus, no plus, no blanks, no leading zeros, 64 bits.
 */
public final class Numbers {

  private Numbers() {}

  /** Whether the bytes are the canonical text of a signed 64-bit integer. */
  public static boolean isInteger(byte[] data, int from, int to) {
    int length = to - from;
    if (length == 0 || length > 20) {
      return false;
    }
    boolean negative = data[from] == '-';
    int digits = negative ? from + 1 : from;
    if (digits == to) {
      return false;
    }
    if (data[digits] == '0') {
      return length == 1;
    }
    int count = to - digits;
    if (count > 19) {
      return false;
    }
    long value = 0;
    for (int i = digits; i < to; i++) {
      byte digit = data[i];
      if (digit < '0' || digit > '9') {
        return false;
      }
      value = value * 10 + (digit - '0');
    }
    // 19 digits fit an unsigned 64-bit number, so a wrapped value shows as a negative one.
    return value >= 0 || negative && value == Long.MIN_VALUE;
  }

  /** Whether the bytes are the canonical text of a signed 64-bit integer. */
  public static boolean isInteger(Bytes text) {
    return isInteger(text.array(), text.offset(), text.offset() + text.length());
  }

  /** The number that the bytes spell; call it only where {@link #isInteger} holds. */
  public static long integer(byte[] data, int from, int to) {
    boolean negative = data[from] == '-';
    long value = 0;
    for (int i = negative ? from + 1 : from; i < to; i++) {
      value = value * 10 + (data[i] - '0');
    }
    return negative ? -value : value;
  }

  /** The number that the bytes spell; call it only where {@link #isInteger} holds. */
  public static long integer(Bytes text) {
    return integer(text.array(), text.offset(), text.offset() + text.length());
  }
}
