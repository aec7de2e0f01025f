package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;

/**
 * What lies at a key, immutable. A string is its bytes; a small collection may be held whole in
 * {@code data}; of a large one {@code data} is the header of its elements.
 *
 * @param data owns its array: nothing larger hangs behind it
 * @param expireAtMs absolute Unix time at which the key is gone, or {@link #NO_EXPIRY}
 * @param raw a string that Redis would no longer hold as an integer or embedded (after APPEND,
 *     SETRANGE, SETBIT): what OBJECT ENCODING reports, nothing more
 */
public record Value(ValueType type, Bytes data, long expireAtMs, boolean raw) {

  /** The key stays until it is deleted. */
  public static final long NO_EXPIRY = -1;

  public Value {
    if (data.length() != data.array().length) {
      throw new IllegalArgumentException("value data must own its array");
    }
  }

  /** A string without expiry that owns a copy of the bytes where it has to. */
  public static Value string(Bytes bytes) {
    return new Value(ValueType.STRING, bytes.compact(), NO_EXPIRY, false);
  }

  public static Value string(Bytes bytes, long expireAtMs) {
    return new Value(ValueType.STRING, bytes.compact(), expireAtMs, false);
  }

  /** A string that OBJECT ENCODING calls raw. */
  public static Value rawString(Bytes bytes, long expireAtMs) {
    return new Value(ValueType.STRING, bytes.compact(), expireAtMs, true);
  }

  /**
   * A collection.
   *
   * @param data begins as {@link PagedHeader} says; not written again by the caller
   */
  public static Value collection(ValueType type, byte[] data, long expireAtMs) {
    return new Value(type, Bytes.wrap(data), expireAtMs, false);
  }

  public boolean hasExpiry() {
    return expireAtMs != NO_EXPIRY;
  }

  public boolean isExpired(long nowMs) {
    return expireAtMs != NO_EXPIRY && expireAtMs <= nowMs;
  }

  public Value withExpiry(long newExpireAtMs) {
    return new Value(type, data, newExpireAtMs, raw);
  }
}
