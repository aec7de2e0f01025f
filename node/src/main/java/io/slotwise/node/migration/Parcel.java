package io.slotwise.node.migration;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Value;

/**
 * A key as it was at one moment, packed for the other server.
 *
 * @param payload as DUMP makes it
 * @param expireAtMs {@link Value#NO_EXPIRY} for none
 * @param version tells whether the key is still the same
 */
record Parcel(Bytes key, Bytes payload, long expireAtMs, long version) {

  boolean hasExpired(long nowMs) {
    return expireAtMs != Value.NO_EXPIRY && expireAtMs < nowMs;
  }

  /** What RESTORE takes: 0 for no deadline, so what is left of one is at least 1. */
  long ttlMs(long nowMs) {
    return expireAtMs == Value.NO_EXPIRY ? 0 : Math.max(1, expireAtMs - nowMs);
  }
}
