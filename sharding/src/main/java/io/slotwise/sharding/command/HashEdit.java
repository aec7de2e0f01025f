package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.HashValue;

/** A hash that a command is about to change: how it is opened, and put back with its events. */
final class HashEdit {

  private final Keyspace keys;
  private final Bytes key;
  private final Value before;
  private final HashValue hash;

  private HashEdit(Keyspace keys, Bytes key, Value before) {
    this.keys = keys;
    this.key = key;
    this.before = before;
    this.hash = before == null ? HashValue.create(keys, key) : HashValue.open(keys, key, before);
  }

  /** The hash at the key, an empty one where there is none. Errors: WRONGTYPE. */
  static HashEdit open(Keyspace keys, Bytes key) {
    return new HashEdit(keys, key, keys.peek(key, ValueType.HASH));
  }

  HashValue hash() {
    return hash;
  }

  /** Whether the key was there before the command. */
  boolean isPresent() {
    return before != null;
  }

  /**
   * Puts the hash back, without the fields that have expired; without any field left, it deletes
   * the key.
   *
   * @param events what subscribers are told of the change, in order
   */
  void save(String... events) {
    int expired = hash.removeExpired();
    Value after = hash.isEmpty() ? null : hash.toValue(KeyWrites.expiryOf(before));
    KeyWrites.putCollection(
        keys,
        key,
        before,
        after,
        () -> {
          if (expired > 0) {
            keys.keyEvent(KeyEventType.HASH, "hexpired", key);
          }
          for (String event : events) {
            keys.keyEvent(KeyEventType.HASH, event, key);
          }
        });
  }
}
