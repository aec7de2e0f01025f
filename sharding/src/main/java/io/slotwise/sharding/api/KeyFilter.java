package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Glob;

/**
 * Which of the keys that a scan meets it returns.
 *
 * @param pattern null for every name
 * @param type the name of a type as given, in any case and of any meaning; null for every type
 */
public record KeyFilter(Bytes pattern, Bytes type) {

  public static final KeyFilter ALL = new KeyFilter(null, null);

  public boolean accepts(Bytes key, ValueType typeOfKey) {
    return (type == null || type.equalsIgnoreCase(typeOfKey.word()))
        && (pattern == null || Glob.matches(pattern, key));
  }
}
