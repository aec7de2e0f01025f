package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import java.util.Arrays;

/**
 * What lies at a key, immutable. A string is its bytes; a small collection may be held whole in the
 * data; of a large one the data is the header of its elements.
 *
 * <p>Not a record, because it holds its array itself: a read then waits for memory once less.
 */
public final class Value {

  /** The key stays until it is deleted. */
  public static final long NO_EXPIRY = -1;

  private final byte[] bytes;
  private final long expireAtMs;
  private final ValueType type;
  private final boolean raw;

  private Value(ValueType type, byte[] bytes, long expireAtMs, boolean raw) {
    this.type = type;
    this.bytes = bytes;
    this.expireAtMs = expireAtMs;
    this.raw = raw;
  }

  /**
   * A value of these parts.
   *
   * @param bytes not written again by the caller
   */
  public static Value of(ValueType type, byte[] bytes, long expireAtMs, boolean raw) {
    return new Value(type, bytes, expireAtMs, raw);
  }

  /** A string without expiry that owns a copy of the bytes where it has to. */
  public static Value string(Bytes bytes) {
    return string(bytes, NO_EXPIRY);
  }

  public static Value string(Bytes bytes, long expireAtMs) {
    return new Value(ValueType.STRING, bytes.compact().array(), expireAtMs, false);
  }

  /** A string that OBJECT ENCODING calls raw. */
  public static Value rawString(Bytes bytes, long expireAtMs) {
    return new Value(ValueType.STRING, bytes.compact().array(), expireAtMs, true);
  }

  /**
   * A collection.
   *
   * @param data begins as {@link PagedHeader} says; not written again by the caller
   */
  public static Value collection(ValueType type, byte[] data, long expireAtMs) {
    return new Value(type, data, expireAtMs, false);
  }

  public ValueType type() {
    return type;
  }

  public Bytes data() {
    return Bytes.wrap(bytes);
  }

  /** The array of the data, all of it: never write to it. */
  public byte[] bytes() {
    return bytes;
  }

  /** How long the data is. */
  public int length() {
    return bytes.length;
  }

  /** Absolute Unix time at which the key is gone, or {@link #NO_EXPIRY}. */
  public long expireAtMs() {
    return expireAtMs;
  }

  /**
   * Whether it is a string that Redis would no longer hold as an integer or embedded (after APPEND,
   * SETRANGE, SETBIT): what OBJECT ENCODING reports, nothing more.
   */
  public boolean raw() {
    return raw;
  }

  public boolean hasExpiry() {
    return expireAtMs != NO_EXPIRY;
  }

  public boolean isExpired(long nowMs) {
    return expireAtMs != NO_EXPIRY && expireAtMs <= nowMs;
  }

  public Value withExpiry(long newExpireAtMs) {
    return new Value(type, bytes, newExpireAtMs, raw);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Value value
        && type == value.type
        && expireAtMs == value.expireAtMs
        && raw == value.raw
        && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return type + " " + data() + (hasExpiry() ? " until " + expireAtMs : "");
  }
}
