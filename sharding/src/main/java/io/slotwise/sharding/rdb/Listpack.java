package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Redis's listpack: a short sequence of strings and integers in one stretch of bytes.
 *
 * <pre>
 * all bytes u32 | elements u16 (65535: not counted) | element ... | 0xff       little-endian
 * </pre>
 *
 * An element is an encoding byte that may hold a part of it, the rest of it, and the length of both
 * once more, in groups of seven bits, for those who read backwards.
 */
final class Listpack {

  private static final int HEADER_BYTES = 6;
  private static final int END = 0xff;
  private static final int NOT_COUNTED = 0xffff;

  private static final int STRING_12_BITS = 0xe0;
  private static final int STRING_32_BITS = 0xf0;
  private static final int INTEGER_16 = 0xf1;
  private static final int INTEGER_24 = 0xf2;
  private static final int INTEGER_32 = 0xf3;
  private static final int INTEGER_64 = 0xf4;

  private byte[] bytes = new byte[64];
  private int size = HEADER_BYTES;
  private int count;

  Listpack() {}

  // ---- reading

  /** The elements of a listpack, integers as text. */
  static List<Bytes> read(Bytes listpack) {
    ByteReader in = new ByteReader(listpack);
    if (in.littleEndian(4) != listpack.length()) {
      throw new RdbFormatException("a listpack of another length");
    }
    int counted = (int) in.littleEndian(2);
    List<Bytes> elements = new ArrayList<>();
    for (int first = in.u8(); first != END; first = in.u8()) {
      int from = in.at() - 1;
      elements.add(element(in, first));
      in.skip(backLengthBytes(in.at() - from));
    }
    if (in.remaining() != 0 || counted != NOT_COUNTED && counted != elements.size()) {
      throw new RdbFormatException("a listpack with another number of elements");
    }
    return elements;
  }

  private static Bytes element(ByteReader in, int first) {
    if (first < 0x80) {
      return Bytes.of((long) first);
    }
    if (first < 0xc0) {
      return in.bytes(first & 0x3f);
    }
    if (first < 0xe0) {
      int unsigned = (first & 0x1f) << 8 | in.u8();
      return Bytes.of((long) (unsigned << 19 >> 19));
    }
    if (first < STRING_32_BITS) {
      return in.bytes((first & 0x0f) << 8 | in.u8());
    }
    return switch (first) {
      case STRING_32_BITS -> in.bytes(in.littleEndian(4));
      case INTEGER_16 -> Bytes.of(in.signed(2));
      case INTEGER_24 -> Bytes.of(in.signed(3));
      case INTEGER_32 -> Bytes.of(in.signed(4));
      case INTEGER_64 -> Bytes.of(in.signed(8));
      default -> throw new RdbFormatException("no element of a listpack begins like this");
    };
  }

  private static int backLengthBytes(int length) {
    if (length <= 127) {
      return 1;
    }
    return length < 16383 ? 2 : length < 2097151 ? 3 : length < 268435455 ? 4 : 5;
  }

  // ---- writing

  /** How many bytes it has so far, end and header counted. */
  int sizeBytes() {
    return size + 1;
  }

  boolean isEmpty() {
    return count == 0;
  }

  Listpack add(Bytes element) {
    if (Numbers.isInteger(element)) {
      return add(Numbers.integer(element));
    }
    int length = element.length();
    int from = size;
    grow(5 + length);
    if (length < 1 << 6) {
      put(0x80 | length, 1);
    } else if (length < 1 << 12) {
      put(STRING_12_BITS | length >> 8, 1);
      put(length, 1);
    } else {
      put(STRING_32_BITS, 1);
      put(length, 4);
    }
    element.copyTo(bytes, size);
    size += length;
    return end(from);
  }

  Listpack add(long number) {
    int from = size;
    grow(1 + Long.BYTES);
    if (number >= 0 && number < 0x80) {
      put(number, 1);
    } else if (number >= -(1 << 12) && number < 1 << 12) {
      put(0xc0 | number >> 8 & 0x1f, 1);
      put(number, 1);
    } else if (number == (short) number) {
      put(INTEGER_16, 1);
      put(number, 2);
    } else if (number == number << 40 >> 40) {
      put(INTEGER_24, 1);
      put(number, 3);
    } else if (number == (int) number) {
      put(INTEGER_32, 1);
      put(number, 4);
    } else {
      put(INTEGER_64, 1);
      put(number, 8);
    }
    return end(from);
  }

  private Listpack end(int from) {
    int length = size - from;
    int groups = backLengthBytes(length);
    grow(groups);
    for (int i = 0; i < groups; i++) {
      int group = length >> 7 * (groups - 1 - i) & 0x7f;
      put(i == 0 ? group : group | 0x80, 1);
    }
    count++;
    return this;
  }

  private void put(long value, int byteCount) {
    for (int i = 0; i < byteCount; i++) {
      bytes[size++] = (byte) (value >> 8 * i);
    }
  }

  private void grow(int more) {
    if (size + more + 1 > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more + 1));
    }
  }

  /** Closes it. */
  Bytes toBytes() {
    int end = size;
    grow(1);
    put(END, 1);
    size = 0;
    put(end + 1, 4);
    put(Math.min(count, NOT_COUNTED), 2);
    return Bytes.wrap(Arrays.copyOf(bytes, end + 1));
  }
}
