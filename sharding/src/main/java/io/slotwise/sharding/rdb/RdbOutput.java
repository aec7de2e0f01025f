package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Numbers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Writes what RDB values are made of, as Redis 7.0 does. */
public final class RdbOutput {

  private static final int INITIAL_BYTES = 64;

  /** What an array of Java can hold, and some room: such a reply could not be sent anyway. */
  private static final int BYTES_MAX = Integer.MAX_VALUE - 64;

  /** Longer text cannot be an integer of 32 bits. */
  private static final int INTEGER_CHARS_MAX = 11;

  /** Shorter strings are not worth packing, and packing must save at least {@link #GAIN_MIN}. */
  private static final int PACKED_FROM_BYTES = 21;

  private static final int GAIN_MIN = 4;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG_BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT_BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int size;
  private int version = DumpPayload.VERSION;

  /** Where the next {@code count} bytes go, in an array that may be another than before. */
  private int grow(int count) {
    long needed = (long) size + count;
    if (needed > BYTES_MAX) {
      throw new CommandError(Errors.stringTooLong());
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(BYTES_MAX, Math.max(needed, 2L * bytes.length)));
    }
    size += count;
    return size - count;
  }

  int size() {
    return size;
  }

  /** The version of the format that a reader must know. */
  int version() {
    return version;
  }

  void requireVersion(int needed) {
    version = Math.max(version, needed);
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  RdbOutput type(RdbType type) {
    return u8(type.code());
  }

  RdbOutput u8(int value) {
    int at = grow(1);
    bytes[at] = (byte) value;
    return this;
  }

  RdbOutput int64(long value) {
    int at = grow(Long.BYTES);
    LONG.set(bytes, at, value);
    return this;
  }

  RdbOutput bigEndian64(long value) {
    int at = grow(Long.BYTES);
    LONG_BIG_ENDIAN.set(bytes, at, value);
    return this;
  }

  RdbOutput binaryDouble(double value) {
    return int64(Double.doubleToRawLongBits(value));
  }

  /** Bytes as they are. */
  RdbOutput raw(byte[] source, int offset, int length) {
    int at = grow(length);
    System.arraycopy(source, offset, bytes, at, length);
    return this;
  }

  /** A number of 64 bits without sign. */
  RdbOutput length(long length) {
    if (length >>> 6 == 0) {
      return u8((int) length);
    }
    if (length >>> 14 == 0) {
      return u8(RdbLength.BITS_14 << 6 | (int) length >> 8).u8((int) length);
    }
    if (length >>> 32 == 0) {
      u8(RdbLength.BITS_32);
      int at = grow(Integer.BYTES);
      INT_BIG_ENDIAN.set(bytes, at, (int) length);
      return this;
    }
    return u8(RdbLength.BITS_64).bigEndian64(length);
  }

  /** A string, as an integer or packed where that is shorter. */
  RdbOutput string(Bytes data) {
    if (data.length() <= INTEGER_CHARS_MAX && Numbers.isInteger(data)) {
      long number = Numbers.integer(data);
      if (number == (int) number) {
        return integer((int) number);
      }
    }
    byte[] plain = data.toArray();
    byte[] packed =
        plain.length < PACKED_FROM_BYTES ? null : Lzf.pack(plain, plain.length - GAIN_MIN);
    if (packed == null) {
      return length(plain.length).raw(plain, 0, plain.length);
    }
    u8(RdbLength.PACKED).length(packed.length).length(plain.length);
    return raw(packed, 0, packed.length);
  }

  private RdbOutput integer(int number) {
    int count = number == (byte) number ? 1 : number == (short) number ? 2 : 4;
    u8(count == 1 ? RdbLength.INTEGER_8 : count == 2 ? RdbLength.INTEGER_16 : RdbLength.INTEGER_32);
    for (int i = 0; i < count; i++) {
      u8(number >> 8 * i);
    }
    return this;
  }
}
