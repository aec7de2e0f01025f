package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.HashValue;
import java.util.Arrays;

/**
 * A pattern of BY or GET: the first {@code *} stands for the element, {@code ->field} behind it for
 * a field of the hash at that key. {@code #} is the element itself; without a {@code *} there is
 * nothing.
 */
record SortPattern(Bytes text) {

  private static final Bytes ITSELF = Bytes.of("#");

  private int star() {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) == '*') {
        return i;
      }
    }
    return -1;
  }

  /** Where the arrow in front of a field stands, or -1. */
  private int arrow() {
    for (int i = star() + 1; i + 2 < text.length(); i++) {
      if (text.at(i) == '-' && text.at(i + 1) == '>') {
        return i;
      }
    }
    return -1;
  }

  /** Whether it names keys. */
  boolean names() {
    return !text.equals(ITSELF) && star() >= 0;
  }

  /** The key that it names for an element. */
  Bytes keyOf(Bytes element) {
    int star = star();
    int end = arrow() < 0 ? text.length() : arrow();
    byte[] key = Arrays.copyOf(text.slice(0, star).toArray(), end - 1 + element.length());
    element.copyTo(key, star);
    text.slice(star + 1, end).copyTo(key, star + element.length());
    return Bytes.wrap(key);
  }

  /** What it means for an element, or null. */
  Bytes valueOf(Keyspace keys, Bytes element) {
    if (text.equals(ITSELF)) {
      return element;
    }
    if (!names()) {
      return null;
    }
    Bytes key = keyOf(element);
    Value value = keys.read(key);
    int arrow = arrow();
    if (value == null || value.type() != (arrow < 0 ? ValueType.STRING : ValueType.HASH)) {
      return null;
    }
    return arrow < 0
        ? value.data()
        : HashValue.open(keys, key, value).get(text.slice(arrow + 2, text.length()));
  }
}
