package io.slotwise.sharding.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 32-bit hash of a key that orders keys within a slot, in memory and on disk: SipHash-1-3 with
 * a secret of the store, folded. A secret, because whoever can choose keys that collide can make a
 * bucket, and a step of SCAN, as long as he likes.
 */
final class KeyHash {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long k0;
  private final long k1;

  /** The secret is a part of the format of the data folder: it never changes. */
  KeyHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  int of(byte[] bytes, int offset, int length) {
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
    long hash = v0 ^ v1 ^ v2 ^ v3;
    return (int) (hash ^ (hash >>> 32));
  }

  private static long lastBlock(byte[] bytes, int from, int end, int length) {
    long word = (long) length << 56;
    for (int i = from; i < end; i++) {
      word |= (bytes[i] & 0xffL) << ((i - from) << 3);
    }
    return word;
  }
}
