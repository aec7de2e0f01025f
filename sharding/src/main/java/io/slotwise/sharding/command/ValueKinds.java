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
              ValueType.SORTED_SET, new SortedSetKind(),
              ValueType.HASH, new HashKind(),
              ValueType.STREAM, new StreamKind()));

  private ValueKinds() {}

  static ValueKind of(ValueType type) {
    return BY_TYPE.get(type);
  }
}
