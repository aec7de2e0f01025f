package io.slotwise.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * An immutable run of bytes: a key, a value or an argument. A slice shares the array it was cut
 * from, so whoever keeps a small slice of a large request for long should keep {@link #compact()}
 * of it instead.
 *
 * <p>Order is unsigned and lexicographic, as {@code memcmp} has it.
 */
public final class Bytes implements Comparable<Bytes> {

  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** The whole array, not copied: the caller must not write to it again. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /** A part of the array, not copied: the caller must not write to it again. */
  public static Bytes wrap(byte[] array, int offset, int length) {
    return new Bytes(array, offset, length);
  }

  /** The text as UTF-8. */
  public static Bytes of(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The decimal digits of a number. */
  public static Bytes of(long number) {
    // Negative numbers are counted down from, since the least of them has no positive counterpart.
    long rest = number < 0 ? number : -number;
    int length = number < 0 ? 2 : 1;
    for (long left = rest / 10; left != 0; left /= 10) {
      length++;
    }
    byte[] digits = new byte[length];
    int at = length;
    do {
      digits[--at] = (byte) ('0' - rest % 10);
      rest /= 10;
    } while (rest != 0);
    if (number < 0) {
      digits[0] = '-';
    }
    return wrap(digits);
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** The byte at an index from 0 to {@code length() - 1}. */
  public byte at(int index) {
    return array[offset + index];
  }

  /** The bytes from {@code from} (inclusive) to {@code to} (exclusive), sharing the array. */
  public Bytes slice(int from, int to) {
    return from == 0 && to == length ? this : new Bytes(array, offset + from, to - from);
  }

  /** A copy that the caller owns. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /**
   * These bytes with no more behind them than they need: itself when nothing else shares the array.
   */
  public Bytes compact() {
    return length == array.length ? this : wrap(toArray());
  }

  public void copyTo(byte[] target, int targetOffset) {
    System.arraycopy(array, offset, target, targetOffset, length);
  }

  /**
   * The backing array, for readers on the hot path: never write to it. Valid from {@link
   * #offset()}.
   */
  public byte[] array() {
    return array;
  }

  /** Where these bytes begin in {@link #array()}. */
  public int offset() {
    return offset;
  }

  /** Whether these bytes are the given ASCII word in any case. */
  public boolean equalsIgnoreCase(String word) {
    return Args.regionEqualsIgnoreCase(array, offset, length, word);
  }

  /** One char a byte (ISO 8859-1), so that no byte is lost: for error messages and patterns. */
  public String latin1() {
    return new String(array, offset, length, StandardCharsets.ISO_8859_1);
  }

  /** Decoded as UTF-8: for text that people typed (names, option values). */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  /** ASCII letters lowered, other bytes as they are (ISO 8859-1). */
  public String lowerCase() {
    return latin1().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Bytes that
            && length == that.length
            && Arrays.equals(
                array, offset, offset + length, that.array, that.offset, that.offset + length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset, end = offset + length; i < end; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public int compareTo(Bytes that) {
    return Arrays.compareUnsigned(
        array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public String toString() {
    return latin1();
  }
}
