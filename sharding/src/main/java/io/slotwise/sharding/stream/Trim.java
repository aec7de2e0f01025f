package io.slotwise.sharding.stream;

/**
 * How far a stream is to be cut off at its beginning.
 *
 * @param lengthMax what may stay, when {@code idMin} is null
 * @param idMin entries below this one go; or null
 * @param approximate whether only whole nodes go, as Redis has them
 * @param limit the most entries that go, or 0 for any number
 */
public record Trim(long lengthMax, StreamId idMin, boolean approximate, long limit) {

  /** Whether a stream is cut off as far as it is to be. */
  boolean isDone(long length) {
    return idMin == null && length <= lengthMax;
  }

  boolean takesWhole(StreamNode node, long length) {
    return idMin == null ? length - node.live() >= lengthMax : node.lastId().isBefore(idMin);
  }

  /** How many of a node's first entries are to go, when not all of them are. */
  long partOf(StreamNode node, long length) {
    return idMin == null ? length - lengthMax : node.liveBefore(idMin);
  }
}
