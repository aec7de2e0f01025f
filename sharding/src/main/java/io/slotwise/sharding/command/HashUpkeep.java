package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.HashValue;

/** Deletes fields of hashes whose deadline has passed, and a hash that has none left. */
final class HashUpkeep implements Upkeep {

  @Override
  public long dueAtMs(Value value) {
    return value.type() == ValueType.HASH ? HashValue.earliestDeadlineMs(value) : NEVER;
  }

  @Override
  public void run(Keyspace keys, Bytes key) {
    HashEdit.open(keys, key).save();
  }
}
