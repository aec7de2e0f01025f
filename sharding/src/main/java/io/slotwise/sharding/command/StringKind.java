package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.rdb.RdbInput;
import io.slotwise.sharding.rdb.RdbOutput;
import io.slotwise.sharding.rdb.RdbType;
import io.slotwise.sharding.rdb.StringFormat;

/** Strings. */
final class StringKind implements ValueKind {

  @Override
  public long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax) {
    return StringEncoding.memoryBytes(value);
  }

  @Override
  public void dump(Keyspace keys, Bytes key, Value value, RdbOutput out) {
    StringFormat.write(out, value.data());
  }

  @Override
  public RestoredValue read(RdbType type, RdbInput in) {
    Bytes string = in.string();
    return (keys, key, expireAtMs) -> Value.string(string, expireAtMs);
  }

  @Override
  public void show(Keyspace keys, Bytes key, Value value, Contents.Visitor visitor) {
    visitor.inOrder(value.data());
  }
}
