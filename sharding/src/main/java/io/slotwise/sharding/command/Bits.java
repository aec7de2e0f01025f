package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import java.nio.ByteBuffer;

/**
 * Strings as rows of bits: bit 0 is the highest bit of the first byte, and the row goes on with
 * zeros for ever. Bounds of ranges are both included.
 */
final class Bits {

  private static final Reply.Error BAD_OFFSET =
      Errors.err("bit offset is not an integer or out of range");

  private Bits() {}

  /**
   * The bit offset that an argument gives.
   *
   * @param unitBits when positive, {@code #n} is allowed and means n times as many bits
   * @throws CommandError for what is not an integer, negative, or beyond the longest string
   */
  static long offset(Keyspace keys, Args args, int index, int unitBits) {
    Bytes text = args.get(index);
    boolean inUnits = unitBits > 0 && !text.isEmpty() && text.at(0) == '#';
    Bytes digits = inUnits ? text.slice(1, text.length()) : text;
    if (!Numbers.isInteger(digits)) {
      throw new CommandError(BAD_OFFSET);
    }
    long offset = Numbers.integer(digits) * (inUnits ? unitBits : 1);
    if (offset < 0 || offset >> 3 >= keys.stringBounds().bytesMax()) {
      throw new CommandError(BAD_OFFSET);
    }
    return offset;
  }

  static boolean get(Bytes data, long bit) {
    return bit >> 3 < data.length() && (data.at((int) (bit >> 3)) & maskOf(bit)) != 0;
  }

  /** The bit alone within its byte. */
  private static int maskOf(long bit) {
    return 0x80 >> (bit & 7);
  }

  /**
   * A copy of the string, made as long as it takes to hold the bit.
   *
   * @throws CommandError when that is longer than a string may grow to
   */
  static byte[] copyWithRoomFor(Keyspace keys, Value value, long bit) {
    int oldLength = value == null ? 0 : value.data().length();
    long length = Math.max(oldLength, (bit >> 3) + 1);
    // A number may begin at the last bit there can be (BITFIELD), and then goes beyond by its
    // width.
    if (length > oldLength && length > keys.stringBounds().grownBytesMax() + Long.BYTES) {
      throw new CommandError(BAD_OFFSET);
    }
    byte[] data = new byte[(int) length];
    if (value != null) {
      value.data().copyTo(data, 0);
    }
    return data;
  }

  /** How many ones there are from a bit to another, both within the string. */
  static long count(Bytes data, long fromBit, long toBit) {
    int first = (int) (fromBit >> 3);
    int last = (int) (toBit >> 3);
    int headMask = 0xff >> (fromBit & 7);
    int tailMask = 0xff << (7 - (toBit & 7)) & 0xff;
    if (first == last) {
      return Integer.bitCount(data.at(first) & headMask & tailMask);
    }
    long count =
        Integer.bitCount(data.at(first) & headMask) + Integer.bitCount(data.at(last) & tailMask);
    ByteBuffer middle = ByteBuffer.wrap(data.array(), data.offset() + first + 1, last - first - 1);
    while (middle.remaining() >= Long.BYTES) {
      count += Long.bitCount(middle.getLong());
    }
    while (middle.hasRemaining()) {
      count += Integer.bitCount(middle.get() & 0xff);
    }
    return count;
  }

  /** The first such bit from a bit to another, both within the string, or -1. */
  static long indexOf(Bytes data, boolean one, long fromBit, long toBit) {
    // Seen through this mask the wanted bit is always a one.
    int flip = one ? 0 : 0xff;
    int last = (int) (toBit >> 3);
    int at = (int) (fromBit >> 3);
    int wanted = (data.at(at) ^ flip) & 0xff >> (fromBit & 7);
    while (wanted == 0 && at < last) {
      at++;
      wanted = (data.at(at) ^ flip) & 0xff;
    }
    long found = wanted == 0 ? Long.MAX_VALUE : at * 8L + Integer.numberOfLeadingZeros(wanted) - 24;
    return found <= toBit ? found : -1;
  }

  /** The bits from an offset on as an unsigned number; {@code width} up to 64. */
  static long unsigned(byte[] data, long offset, int width) {
    long value = 0;
    for (long bit = offset; bit < offset + width; bit++) {
      int at = (int) (bit >> 3);
      boolean set = at < data.length && (data[at] & maskOf(bit)) != 0;
      value = value << 1 | (set ? 1 : 0);
    }
    return value;
  }

  /** Writes the lowest bits of a number at an offset, within the array. */
  static void put(byte[] data, long offset, int width, long value) {
    for (int i = 0; i < width; i++) {
      long bit = offset + i;
      int at = (int) (bit >> 3);
      boolean set = (value >>> (width - 1 - i) & 1) != 0;
      data[at] = (byte) (set ? data[at] | maskOf(bit) : data[at] & ~maskOf(bit));
    }
  }
}
