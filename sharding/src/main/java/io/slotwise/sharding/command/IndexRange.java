package io.slotwise.sharding.command;

/**
 * A part of a sequence: from the first index up to, but not, the second.
 *
 * @param from 0 of an empty range, as {@code to} is
 */
record IndexRange(long from, long to) {

  private static final IndexRange EMPTY = new IndexRange(0, 0);

  /**
   * What START and STOP of LRANGE mean: both inclusive, negative ones counted from the end, and
   * what lies outside is left out.
   */
  static IndexRange of(long start, long stop, long length) {
    long first = Math.max(start < 0 ? start + length : start, 0);
    long last = Math.min(stop < 0 ? stop + length : stop, length - 1);
    return first > last ? EMPTY : new IndexRange(first, last + 1);
  }

  long size() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }
}
