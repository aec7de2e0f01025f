package io.slotwise.sharding.store;

import io.slotwise.sharding.api.Value;
import java.nio.ByteBuffer;

/** How many keys there are, how many of them expire, and the sum of those expiries. */
final class KeyCounters {

  private static final int ENCODED_BYTES = 24;

  long keys;
  long expiring;
  long expireAtSumMs;

  void add(Value value) {
    if (value != null) {
      change(1, value.expireAtMs());
    }
  }

  void remove(Value value) {
    if (value != null) {
      change(-1, value.expireAtMs());
    }
  }

  /** Adds or removes one key with this expiry, or none. */
  void change(int sign, long expireAtMs) {
    keys += sign;
    if (expireAtMs != Value.NO_EXPIRY) {
      expiring += sign;
      expireAtSumMs += sign * expireAtMs;
    }
  }

  void set(KeyCounters other) {
    keys = other.keys;
    expiring = other.expiring;
    expireAtSumMs = other.expireAtSumMs;
  }

  void reset() {
    keys = 0;
    expiring = 0;
    expireAtSumMs = 0;
  }

  byte[] encode() {
    return ByteBuffer.allocate(ENCODED_BYTES)
        .putLong(keys)
        .putLong(expiring)
        .putLong(expireAtSumMs)
        .array();
  }

  void decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    keys = buffer.getLong();
    expiring = buffer.getLong();
    expireAtSumMs = buffer.getLong();
  }
}
