package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;

/**
 * The elements of a sorted set in one of its layouts, in the order of scores and, where scores are
 * equal, of members' bytes. Ranks count in this order, from 0.
 */
interface ScoredElements {

  long size();

  /** The score of the member, or NaN when it is not there. */
  double score(Bytes member);

  /** How many elements are before the edge. */
  long countBefore(ElementEdge edge);

  /** Shows the elements in order. They are not to be changed meanwhile. */
  void forEach(RankRange ranks, ElementVisitor visitor);

  /** The same from the last to the first. */
  void forEachReversed(RankRange ranks, ElementVisitor visitor);

  /** Puts in a member that is not there. */
  void add(Bytes member, double score);

  /** Moves a member to another score. */
  void change(Bytes member, double before, double after);

  /** Takes out a member that is there. */
  void remove(Bytes member, double score);

  /** Takes out several. */
  void remove(RankRange ranks);

  /**
   * The data of the key's value.
   *
   * @param note a byte that the type keeps with it
   */
  byte[] toData(byte note);
}
