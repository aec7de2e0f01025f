package io.slotwise.sharding.store;

import io.slotwise.protocol.SipHash;
import io.slotwise.sharding.api.ScanCursor;

/**
 * The 32-bit hash of a key that orders keys within a slot, in memory and on disk: SipHash-1-3 with
 * a secret of the store, folded. A secret, because whoever can choose keys that collide can make a
 * bucket, and a step of SCAN, as long as he likes.
 */
final class KeyHash {

  private final long k0;
  private final long k1;

  /** The secret is a part of the format of the data folder: it never changes. */
  KeyHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  int of(byte[] bytes, int offset, int length) {
    long hash = SipHash.hash(k0, k1, bytes, offset, length);
    return (int) (hash ^ (hash >>> 32));
  }

  /**
   * By what cursors tell hashes with this secret from those with another; it gives nothing away.
   */
  int origin() {
    return of(new byte[0], 0, 0) & (ScanCursor.ORIGINS - 1);
  }
}
