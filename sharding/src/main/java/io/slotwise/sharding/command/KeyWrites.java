package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;

/** Writes together with the keyspace events that belong to them, in Redis's order. */
final class KeyWrites {

  private KeyWrites() {}

  /** Puts a string in place of whatever is at the key, which the command has not looked at. */
  static void putString(Keyspace keys, Bytes key, Value value, String event) {
    boolean isNew = keys.listens(KeyEventType.NEW) && keys.peek(key) == null;
    put(keys, key, isNew, value);
    keys.keyEvent(KeyEventType.STRING, event, key);
  }

  /**
   * Puts a string in place of what the command has read.
   *
   * @param before null when the key is new
   */
  static void putString(Keyspace keys, Bytes key, Value before, Value value, String event) {
    put(keys, key, before == null, value);
    keys.keyEvent(KeyEventType.STRING, event, key);
  }

  /** Puts a value and tells of a new key, and of nothing else. */
  static void put(Keyspace keys, Bytes key, boolean isNew, Value value) {
    keys.put(key, value);
    if (isNew) {
      keys.keyEvent(KeyEventType.NEW, "new", key);
    }
  }

  /**
   * Puts back a collection that the command has changed.
   *
   * @param before null when the key is new
   * @param after null when nothing is left of it, which deletes the key
   * @param events tells of the change, between what is told of a new key and of a deleted one
   */
  static void putCollection(Keyspace keys, Bytes key, Value before, Value after, Runnable events) {
    if (after != null) {
      put(keys, key, before == null, after);
    } else if (before != null) {
      keys.delete(key);
    }
    events.run();
    if (after == null && before != null) {
      generic(keys, "del", key);
    }
  }

  /** The deadline that a changed value keeps: that of what was there, if anything. */
  static long expiryOf(Value before) {
    return before == null ? Value.NO_EXPIRY : before.expireAtMs();
  }

  /** Changes the deadline of a key and nothing else. */
  static void setDeadline(Keyspace keys, Bytes key, Value before, long expireAtMs) {
    keys.put(key, before.withExpiry(expireAtMs));
    generic(keys, "expire", key);
  }

  /** Takes the deadline off a key; false if it had none. */
  static boolean removeDeadline(Keyspace keys, Bytes key, Value before) {
    if (!before.hasExpiry()) {
      return false;
    }
    keys.put(key, before.withExpiry(Value.NO_EXPIRY));
    generic(keys, "persist", key);
    return true;
  }

  /** Deletes the key; false if it was not there. */
  static boolean delete(Keyspace keys, Bytes key) {
    boolean deleted = keys.delete(key);
    if (deleted) {
      generic(keys, "del", key);
    }
    return deleted;
  }

  /** An event that any type may have. */
  static void generic(Keyspace keys, String event, Bytes key) {
    keys.keyEvent(KeyEventType.GENERIC, event, key);
  }
}
