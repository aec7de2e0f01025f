package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Crc64;
import io.slotwise.protocol.Numbers;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What DUMP answers and RESTORE takes: a value as an RDB file holds it, then the RDB version (2
 * bytes) and a CRC64 of all before (8 bytes), both little-endian. Written as Redis 7.0 does
 * (version 10), read from any version up to that.
 *
 * <p>Strings only. A string is a type byte 0, then a length and the bytes; or a length with its two
 * highest bits set, which says how else it is written: as an integer of 1, 2 or 4 bytes, or packed
 * by {@link Lzf}.
 */
final class DumpPayload {

  private static final int RDB_VERSION = 10;
  private static final int CRC_BYTES = Long.BYTES;
  private static final int FOOTER_BYTES = Short.BYTES + CRC_BYTES;

  private static final int TYPE_STRING = 0;

  private static final int LENGTH_6_BITS = 0;
  private static final int LENGTH_14_BITS = 1;
  private static final int LENGTH_32_BITS = 0x80;
  private static final int LENGTH_64_BITS = 0x81;

  private static final int INTEGER_8_BITS = 0xC0;
  private static final int INTEGER_16_BITS = 0xC1;
  private static final int INTEGER_32_BITS = 0xC2;
  private static final int PACKED = 0xC3;

  /** Longer text cannot be an integer of 32 bits. */
  private static final int INTEGER_CHARS_MAX = 11;

  /** Shorter strings are not worth packing, and packing must save at least {@link #GAIN_MIN}. */
  private static final int PACKED_FROM_BYTES = 21;

  private static final int GAIN_MIN = 4;

  private DumpPayload() {}

  /** The payload of a string. */
  static Bytes of(Value value) {
    if (value.type() != ValueType.STRING) {
      throw new IllegalStateException("no payload format for a " + value.type().word());
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream(value.data().length() + 16);
    body.write(TYPE_STRING);
    writeString(body, value.data());
    ByteBuffer payload =
        ByteBuffer.allocate(body.size() + FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(body.toByteArray()).putShort((short) RDB_VERSION);
    payload.putLong(Crc64.of(payload.array(), 0, payload.position()));
    return Bytes.wrap(payload.array());
  }

  private static void writeString(ByteArrayOutputStream body, Bytes data) {
    if (data.length() <= INTEGER_CHARS_MAX && Numbers.isInteger(data)) {
      long number = Numbers.integer(data);
      if (number == (int) number) {
        writeInteger(body, (int) number);
        return;
      }
    }
    byte[] bytes = data.toArray();
    byte[] packed =
        bytes.length < PACKED_FROM_BYTES ? null : Lzf.pack(bytes, bytes.length - GAIN_MIN);
    if (packed == null) {
      writeLength(body, bytes.length);
      body.writeBytes(bytes);
    } else {
      body.write(PACKED);
      writeLength(body, packed.length);
      writeLength(body, bytes.length);
      body.writeBytes(packed);
    }
  }

  private static void writeInteger(ByteArrayOutputStream body, int number) {
    int bytes = number == (byte) number ? 1 : number == (short) number ? 2 : 4;
    body.write(bytes == 1 ? INTEGER_8_BITS : bytes == 2 ? INTEGER_16_BITS : INTEGER_32_BITS);
    for (int i = 0; i < bytes; i++) {
      body.write(number >> 8 * i);
    }
  }

  private static void writeLength(ByteArrayOutputStream body, int length) {
    if (length < 1 << 6) {
      body.write(length);
    } else if (length < 1 << 14) {
      body.write(LENGTH_14_BITS << 6 | length >> 8);
      body.write(length);
    } else {
      body.write(LENGTH_32_BITS);
      body.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }
  }

  /** Whether the payload is whole: a version that is understood and the right checksum. */
  static boolean isIntact(Bytes payload) {
    int length = payload.length();
    if (length < FOOTER_BYTES) {
      return false;
    }
    int from = payload.offset();
    ByteBuffer footer =
        ByteBuffer.wrap(payload.array(), from + length - FOOTER_BYTES, FOOTER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    int version = Short.toUnsignedInt(footer.getShort());
    return version <= RDB_VERSION
        && footer.getLong() == Crc64.of(payload.array(), from, from + length - CRC_BYTES);
  }

  /** The string in an intact payload, or null if it holds another type or nonsense. */
  static Bytes string(Bytes payload) {
    int length = payload.length() - FOOTER_BYTES;
    ByteBuffer in = ByteBuffer.wrap(payload.array(), payload.offset(), length);
    try {
      return in.get() == TYPE_STRING ? readString(in) : null;
    } catch (BufferUnderflowException e) {
      return null;
    }
  }

  private static Bytes readString(ByteBuffer in) {
    int first = in.get() & 0xff;
    switch (first) {
      case INTEGER_8_BITS:
        return Bytes.of(in.get());
      case INTEGER_16_BITS:
        return Bytes.of(in.order(ByteOrder.LITTLE_ENDIAN).getShort());
      case INTEGER_32_BITS:
        return Bytes.of(in.order(ByteOrder.LITTLE_ENDIAN).getInt());
      case PACKED:
        return readPacked(in);
      default:
        byte[] bytes = readBytes(in, readLength(first, in));
        return bytes == null ? null : Bytes.wrap(bytes);
    }
  }

  private static Bytes readPacked(ByteBuffer in) {
    long packedLength = readLength(in.get() & 0xff, in);
    long length = readLength(in.get() & 0xff, in);
    byte[] packed = readBytes(in, packedLength);
    // A packed byte stands for at most this many: a promise beyond it is not worth an allocation.
    boolean plausible = packed != null && length >= 0 && length <= packedLength * 264;
    byte[] bytes = plausible ? Lzf.unpack(packed, 0, packed.length, (int) length) : null;
    return bytes == null ? null : Bytes.wrap(bytes);
  }

  /** The length that begins with a byte already read, or -1 if it is none. */
  private static long readLength(int first, ByteBuffer in) {
    int low = first & 0x3f;
    if (first >> 6 == LENGTH_6_BITS) {
      return low;
    }
    if (first >> 6 == LENGTH_14_BITS) {
      return low << 8 | in.get() & 0xff;
    }
    in.order(ByteOrder.BIG_ENDIAN);
    return switch (first) {
      case LENGTH_32_BITS -> Integer.toUnsignedLong(in.getInt());
      case LENGTH_64_BITS -> Math.max(-1, in.getLong());
      default -> -1;
    };
  }

  private static byte[] readBytes(ByteBuffer in, long length) {
    if (length < 0 || length > in.remaining()) {
      return null;
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }
}
