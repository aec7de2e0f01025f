package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes in the making. Numbers are written seven bits a byte, the lowest first, the sign bit set
 * while more follow; {@link Unpacker} reads them in the same order.
 */
final class Packer {

  /** The most that {@link #number} and {@link #signed} write. */
  static final int NUMBER_BYTES_MAX = 10;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int length;

  Packer(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** Begins with a copy of bytes that are already there. */
  static Packer behind(Bytes begun, int expectedMore) {
    return new Packer(begun.length() + expectedMore).raw(begun);
  }

  int length() {
    return length;
  }

  Packer raw(byte b) {
    require(1);
    bytes[length++] = b;
    return this;
  }

  /** The bytes without a length. */
  Packer raw(Bytes part) {
    require(part.length());
    part.copyTo(bytes, length);
    length += part.length();
    return this;
  }

  Packer raw(byte[] part) {
    return raw(Bytes.wrap(part));
  }

  /** What another has written so far. */
  Packer raw(Packer part) {
    return raw(Bytes.wrap(part.bytes, 0, part.length));
  }

  /** The bytes behind their length. */
  Packer sized(Bytes part) {
    return number(part.length()).raw(part);
  }

  /** A number that is small by habit and unsigned by right. */
  Packer number(long number) {
    require(NUMBER_BYTES_MAX);
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** A number that is near zero, on either side. */
  Packer signed(long number) {
    return number(number << 1 ^ number >> 63);
  }

  Packer fixed64(long number) {
    require(Long.BYTES);
    LONG.set(bytes, length, number);
    length += Long.BYTES;
    return this;
  }

  Packer fixed32(int number) {
    require(Integer.BYTES);
    INT.set(bytes, length, number);
    length += Integer.BYTES;
    return this;
  }

  Packer id(StreamId id) {
    return fixed64(id.ms()).fixed64(id.seq());
  }

  /**
   * A name such that names of all lengths compare as {@code memcmp} has it, whatever follows: a
   * zero in it is followed by 0xff, and a zero and 1 end it.
   */
  Packer name(Bytes name) {
    require(2 * name.length() + 2);
    for (int i = 0; i < name.length(); i++) {
      bytes[length++] = name.at(i);
      if (name.at(i) == 0) {
        bytes[length++] = (byte) 0xff;
      }
    }
    bytes[length++] = 0;
    bytes[length++] = 1;
    return this;
  }

  private void require(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 3 / 2));
    }
  }

  /** What has been written, in an array of its own. */
  byte[] toArray() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  Bytes toBytes() {
    return Bytes.wrap(toArray());
  }
}
