package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads what a {@link Packer} has written, in the same order. Slices share the array. */
final class Unpacker {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;

  Unpacker(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  static Unpacker of(Bytes packed) {
    return new Unpacker(packed.array(), packed.offset(), packed.offset() + packed.length());
  }

  boolean hasMore() {
    return at < end;
  }

  /** The index in the array of what comes next. */
  int at() {
    return at;
  }

  void skip(int count) {
    at += count;
  }

  byte raw() {
    return bytes[at++];
  }

  Bytes raw(int count) {
    Bytes part = Bytes.wrap(bytes, at, count);
    at += count;
    return part;
  }

  Bytes rest() {
    return raw(end - at);
  }

  Bytes sized() {
    return raw((int) number());
  }

  long number() {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      number |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return number;
      }
    }
  }

  long signed() {
    long number = number();
    return number >>> 1 ^ -(number & 1);
  }

  long fixed64() {
    long number = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return number;
  }

  int fixed32() {
    int number = (int) INT.get(bytes, at);
    at += Integer.BYTES;
    return number;
  }

  StreamId id() {
    return new StreamId(fixed64(), fixed64());
  }

  Bytes name() {
    int from = at;
    int zeros = 0;
    while (bytes[at] != 0 || bytes[at + 1] != 1) {
      zeros += bytes[at] == 0 ? 1 : 0;
      at += bytes[at] == 0 ? 2 : 1;
    }
    int to = at;
    at += 2;
    return zeros == 0 ? Bytes.wrap(bytes, from, to - from) : unescaped(from, to, zeros);
  }

  private Bytes unescaped(int from, int to, int zeros) {
    byte[] name = new byte[to - from - zeros];
    int next = 0;
    for (int i = from; i < to; i++) {
      name[next++] = bytes[i];
      i += bytes[i] == 0 ? 1 : 0;
    }
    return Bytes.wrap(name);
  }
}
