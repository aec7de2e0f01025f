package io.slotwise.sharding.command;

import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.collection.HashValue;
import io.slotwise.sharding.collection.SetValue;
import io.slotwise.sharding.collection.SortedSet;

/** What OBJECT ENCODING says of a value of any type: how Redis would hold it. */
final class ValueEncoding {

  private ValueEncoding() {}

  static String word(Value value) {
    return switch (value.type()) {
      case STRING -> StringEncoding.of(value).word();
      case SET -> SetValue.encoding(value);
      case LIST -> "quicklist";
      case HASH -> HashValue.encoding(value);
      case STREAM -> "stream";
      case SORTED_SET -> SortedSet.encoding(value);
    };
  }
}
