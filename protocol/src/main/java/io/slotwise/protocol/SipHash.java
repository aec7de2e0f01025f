package io.slotwise.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-1-3: a hash under a key of 128 bits, for tables whose keys come from outside. Who does
 * not know the key cannot choose bytes that collide. Some of what it hashes to is on disk, so it
 * never changes.
 */
public final class SipHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SipHash() {}

  public static long hash(long k0, long k1, byte[] bytes, int offset, int length) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int at = offset;
    int blocksEnd = offset + (length & ~7);
    int rounds = 0;
    long word = 0;
    // One loop for blocks, the last block and the three closing rounds keeps the round in one
    // place.
    for (int left = (length >>> 3) + 4; left > 0; left--) {
      if (at < blocksEnd) {
        word = (long) LONG.get(bytes, at);
        at += 8;
      } else if (rounds == 0) {
        word = lastBlock(bytes, at, offset + length, length);
        rounds = 1;
      } else {
        v2 ^= rounds == 1 ? 0xff : 0;
        rounds++;
        word = 0;
      }
      v3 ^= word;
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      v0 ^= word;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private static long lastBlock(byte[] bytes, int from, int end, int length) {
    long word = (long) length << 56;
    for (int i = from; i < end; i++) {
      word |= (bytes[i] & 0xffL) << ((i - from) << 3);
    }
    return word;
  }
}
