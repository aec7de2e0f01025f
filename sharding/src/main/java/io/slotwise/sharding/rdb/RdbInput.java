package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what RDB values are made of, within bounds: lengths, strings, numbers. What is missing or
 * does not make sense is an {@link RdbFormatException}.
 */
public final class RdbInput {

  /** A packed byte stands for at most this many: what is promised beyond is no string. */
  private static final int UNPACKED_PER_BYTE_MAX = 264;

  /** What one value may unpack to, so that a small payload cannot fill the heap. */
  private static final long UNPACKED_BYTES_MAX = 1L << 30;

  private static final int DOUBLE_NAN = 253;
  private static final int DOUBLE_INFINITE = 254;
  private static final int DOUBLE_MINUS_INFINITE = 255;

  private final byte[] bytes;
  private final int end;
  private int at;
  private long unpackedBytes;

  RdbInput(Bytes bytes) {
    this.bytes = bytes.array();
    this.at = bytes.offset();
    this.end = at + bytes.length();
  }

  int remaining() {
    return end - at;
  }

  private int take(int count) {
    if (count > end - at) {
      throw new RdbFormatException("cut off");
    }
    at += count;
    return at - count;
  }

  int u8() {
    return bytes[take(1)] & 0xff;
  }

  private ByteBuffer next(int count, ByteOrder order) {
    return ByteBuffer.wrap(bytes, take(count), count).order(order);
  }

  /** Eight bytes, the lowest first. */
  long int64() {
    return next(Long.BYTES, ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** Eight bytes, the highest first. */
  long bigEndian64() {
    return next(Long.BYTES, ByteOrder.BIG_ENDIAN).getLong();
  }

  /** The next bytes as they are. */
  Bytes raw(int count) {
    return Bytes.wrap(bytes, take(count), count);
  }

  /** A number of 64 bits without sign. */
  long length() {
    return length(u8());
  }

  private long length(int first) {
    int low = first & 0x3f;
    if (first >> 6 == RdbLength.BITS_6) {
      return low;
    }
    if (first >> 6 == RdbLength.BITS_14) {
      return low << 8 | u8();
    }
    return switch (first) {
      case RdbLength.BITS_32 ->
          Integer.toUnsignedLong(next(Integer.BYTES, ByteOrder.BIG_ENDIAN).getInt());
      case RdbLength.BITS_64 -> bigEndian64();
      default -> throw new RdbFormatException("not a length");
    };
  }

  /** A number of elements, of which each takes a byte at least: no more than can be there. */
  int count() {
    long count = length();
    if (count < 0 || count > remaining()) {
      throw new RdbFormatException("more elements than bytes");
    }
    return (int) count;
  }

  /** A string. It may be a part of the input, so nobody may keep it. */
  public Bytes string() {
    int first = u8();
    return switch (first) {
      case RdbLength.INTEGER_8 -> Bytes.of((long) (byte) u8());
      case RdbLength.INTEGER_16 ->
          Bytes.of((long) next(Short.BYTES, ByteOrder.LITTLE_ENDIAN).getShort());
      case RdbLength.INTEGER_32 ->
          Bytes.of((long) next(Integer.BYTES, ByteOrder.LITTLE_ENDIAN).getInt());
      case RdbLength.PACKED -> packedString();
      default -> raw(within(length(first)));
    };
  }

  private int within(long length) {
    if (length < 0 || length > remaining()) {
      throw new RdbFormatException("a string longer than the value");
    }
    return (int) length;
  }

  private Bytes packedString() {
    long packedLength = length();
    long length = length();
    int count = within(packedLength);
    if (length < 0 || length > (long) count * UNPACKED_PER_BYTE_MAX) {
      throw new RdbFormatException("nothing packs that well");
    }
    unpackedBytes += length;
    if (unpackedBytes > UNPACKED_BYTES_MAX) {
      throw new RdbFormatException("too much to unpack");
    }
    int from = take(count);
    byte[] unpacked = Lzf.unpack(bytes, from, from + count, (int) length);
    if (unpacked == null) {
      throw new RdbFormatException("packed wrongly");
    }
    return Bytes.wrap(unpacked);
  }

  /** A number of strings. */
  List<Bytes> strings(int count) {
    List<Bytes> strings = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      strings.add(string());
    }
    return strings;
  }

  double binaryDouble() {
    return Double.longBitsToDouble(int64());
  }

  /** A double as old versions wrote it: a length and text, or a length that means no number. */
  double textDouble() {
    int length = u8();
    return switch (length) {
      case DOUBLE_NAN -> Double.NaN;
      case DOUBLE_INFINITE -> Double.POSITIVE_INFINITY;
      case DOUBLE_MINUS_INFINITE -> Double.NEGATIVE_INFINITY;
      default -> number(raw(length));
    };
  }

  /** The number that a text spells. */
  static double number(Bytes text) {
    String word = text.latin1();
    if (word.equals("inf") || word.equals("-inf")) {
      return word.length() == 3 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    for (int i = 0; i < word.length(); i++) {
      // What Java takes besides digits, such as a type suffix, is no number.
      if ("0123456789+-.eE".indexOf(word.charAt(i)) < 0) {
        throw new RdbFormatException("not a number");
      }
    }
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new RdbFormatException("not a number");
    }
  }
}
