package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;

/**
 * How many bytes Redis needs for what it packs into one node of a stream. Clients see it: an
 * approximate trim removes whole nodes, and where a node ends depends on its size.
 *
 * <p>An element is its encoding (integers of several widths, or a string behind its length) and the
 * length of that, for those who read backwards.
 */
final class RedisListpack {

  /** A header of 6 bytes and the end mark. */
  static final int EMPTY_BYTES = 7;

  private RedisListpack() {}

  static int bytesOf(Bytes text) {
    return Numbers.isInteger(text)
        ? bytesOf(Numbers.integer(text))
        : withBacklength(stringBytes(text.length()));
  }

  static int bytesOf(long number) {
    return withBacklength(integerBytes(number));
  }

  private static int integerBytes(long number) {
    if (number >= 0 && number <= 127) {
      return 1;
    }
    if (number >= -(1 << 12) && number < 1 << 12) {
      return 2;
    }
    return number == (short) number
        ? 3
        : number >= -(1 << 23) && number < 1 << 23 ? 4 : number == (int) number ? 5 : 9;
  }

  private static int stringBytes(int length) {
    return length + (length < 64 ? 1 : length < 4096 ? 2 : 5);
  }

  private static int withBacklength(int bytes) {
    return bytes
        + (bytes <= 127 ? 1 : bytes < 16383 ? 2 : bytes < 2097151 ? 3 : bytes < 268435455 ? 4 : 5);
  }
}
