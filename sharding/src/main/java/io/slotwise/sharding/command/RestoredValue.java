package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;

/** A value that has been read and checked, for a key that it is yet to lie at. */
@FunctionalInterface
interface RestoredValue {

  /**
   * Makes the value, and writes its pages where it has some.
   *
   * @return null when nothing of it is left by now
   */
  Value toValue(Keyspace keys, Bytes key, long expireAtMs);
}
