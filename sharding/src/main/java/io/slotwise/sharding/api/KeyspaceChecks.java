package io.slotwise.sharding.api;

import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;

/** Type checks that every view of the keyspace shares. */
final class KeyspaceChecks {

  private KeyspaceChecks() {}

  static Value require(Value value, ValueType type) {
    if (value != null && value.type() != type) {
      throw new CommandError(Errors.wrongType());
    }
    return value;
  }
}
