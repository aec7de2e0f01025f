package io.slotwise.sharding.command;

import io.slotwise.sharding.api.ValueType;
import java.util.EnumMap;
import java.util.Map;

/** The kinds of values, by type. */
final class ValueKinds {

  private static final Map<ValueType, ValueKind> BY_TYPE =
      new EnumMap<>(
          Map.of(
              ValueType.STRING, new StringKind(),
              ValueType.LIST, new ListKind(),
              ValueType.SET, new SetKind(),
              ValueType.HASH, new HashKind()));

  private ValueKinds() {}

  static ValueKind of(ValueType type) {
    ValueKind kind = BY_TYPE.get(type);
    if (kind == null) {
      throw new IllegalStateException("nothing is known of a " + type.word());
    }
    return kind;
  }
}
