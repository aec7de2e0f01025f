package io.slotwise.sharding.api;

import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;

/** Type checks that every view of the keyspace shares. */
final class KeyspaceChecks {

  private KeyspaceChecks() {}

  static Value requireString(Value value) {
    if (value != null && value.type() != ValueType.STRING) {
      throw new CommandError(Errors.wrongType());
    }
    return value;
  }
}
