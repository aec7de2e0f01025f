package io.slotwise.sharding.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** MurmurHash2 for 64 bits, the variant "A", little-endian: the hash inside HyperLogLogs. */
final class Murmur64 {

  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Murmur64() {}

  static long of(byte[] data, int offset, int length, long seed) {
    long hash = seed ^ length * MULTIPLIER;
    int wholeEnd = offset + (length & -Long.BYTES);
    for (int at = offset; at < wholeEnd; at += Long.BYTES) {
      long block = (long) LONG.get(data, at) * MULTIPLIER;
      hash = (hash ^ (block ^ block >>> SHIFT) * MULTIPLIER) * MULTIPLIER;
    }
    int rest = length & Long.BYTES - 1;
    if (rest != 0) {
      for (int i = 0; i < rest; i++) {
        hash ^= (data[wholeEnd + i] & 0xffL) << 8 * i;
      }
      hash *= MULTIPLIER;
    }
    hash = (hash ^ hash >>> SHIFT) * MULTIPLIER;
    return hash ^ hash >>> SHIFT;
  }
}
