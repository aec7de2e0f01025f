package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.SetValue;

/** A set that a command is about to change: how it is opened, and put back with its event. */
final class SetEdit {

  private final Keyspace keys;
  private final Bytes key;
  private final Value before;
  private final SetValue set;

  private SetEdit(Keyspace keys, Bytes key, Value before) {
    this.keys = keys;
    this.key = key;
    this.before = before;
    this.set = before == null ? SetValue.create(keys, key) : SetValue.open(keys, key, before);
  }

  /** The set at the key, an empty one where there is none. Errors: WRONGTYPE. */
  static SetEdit open(Keyspace keys, Bytes key) {
    return new SetEdit(keys, key, keys.peek(key, ValueType.SET));
  }

  SetValue set() {
    return set;
  }

  /** Puts the set back; without any member left, it deletes the key. */
  void save(String event) {
    put(set.isEmpty() ? null : set.toValue(KeyWrites.expiryOf(before)), event);
  }

  /** Deletes the key: the command takes all that is in the set. */
  void delete(String event) {
    put(null, event);
  }

  private void put(Value after, String event) {
    KeyWrites.putCollection(
        keys, key, before, after, () -> keys.keyEvent(KeyEventType.SET, event, key));
  }
}
