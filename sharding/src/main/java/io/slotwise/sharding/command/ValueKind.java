package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.rdb.RdbFormatException;
import io.slotwise.sharding.rdb.RdbInput;
import io.slotwise.sharding.rdb.RdbOutput;
import io.slotwise.sharding.rdb.RdbType;
import java.util.function.IntConsumer;

/**
 * What commands on keys of any type ask of a type: {@link ValueKinds} has one for each.
 *
 * @see ValueEncoding
 */
interface ValueKind {

  /**
   * The bytes that Redis would need for the value.
   *
   * @param samplesMax how many elements to look at for the mean of all
   */
  long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax);

  /** Writes the value, its type first. */
  void dump(Keyspace keys, Bytes key, Value value, RdbOutput out);

  /**
   * Reads a value that is written in one of the ways of this type.
   *
   * @throws RdbFormatException when it makes no sense
   */
  RestoredValue read(RdbType type, RdbInput in);

  /** Shows a visitor the number of each page of the value that belongs to a tree. */
  default void forEachTreePage(Keyspace keys, Bytes key, Value value, IntConsumer visitor) {}

  /** Shows what is in the value. */
  void show(Keyspace keys, Bytes key, Value value, Contents.Visitor visitor);
}
