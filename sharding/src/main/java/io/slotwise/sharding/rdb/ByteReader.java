package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;

/** Reads the packed structures inside strings: little-endian numbers and stretches of bytes. */
final class ByteReader {

  private final byte[] bytes;
  private final int end;
  private int at;

  ByteReader(Bytes source) {
    this.bytes = source.array();
    this.at = source.offset();
    this.end = at + source.length();
  }

  int at() {
    return at;
  }

  int remaining() {
    return end - at;
  }

  private int take(long count) {
    if (count > end - at) {
      throw new RdbFormatException("cut off");
    }
    at += (int) count;
    return at - (int) count;
  }

  void skip(int count) {
    take(count);
  }

  int u8() {
    return bytes[take(1)] & 0xff;
  }

  /** A number without sign of up to 8 bytes. */
  long littleEndian(int byteCount) {
    int from = take(byteCount);
    long value = 0;
    for (int i = 0; i < byteCount; i++) {
      value |= (bytes[from + i] & 0xffL) << 8 * i;
    }
    return value;
  }

  /** The same, the highest byte first. */
  long bigEndian(int byteCount) {
    int from = take(byteCount);
    long value = 0;
    for (int i = 0; i < byteCount; i++) {
      value = value << 8 | bytes[from + i] & 0xff;
    }
    return value;
  }

  /** A number with sign, the lowest byte first. */
  long signed(int byteCount) {
    int unused = Long.SIZE - 8 * byteCount;
    return littleEndian(byteCount) << unused >> unused;
  }

  Bytes bytes(long count) {
    int from = take(count);
    return Bytes.wrap(bytes, from, (int) count);
  }
}
