package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;

/** Is shown fields with their values, one after the other. */
@FunctionalInterface
public interface FieldVisitor {

  /**
   * @param field a slice of a larger array, as is the value: {@link Bytes#compact()} what is kept
   */
  void visit(Bytes field, Bytes value);
}
