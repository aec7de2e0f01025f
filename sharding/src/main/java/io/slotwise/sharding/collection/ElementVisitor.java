package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;

/** Is shown elements of a sorted set, one after the other. */
@FunctionalInterface
public interface ElementVisitor {

  /**
   * @param member a slice of a larger array: {@link Bytes#compact()} what is kept
   */
  void visit(Bytes member, double score);
}
