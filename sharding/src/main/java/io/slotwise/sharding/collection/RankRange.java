package io.slotwise.sharding.collection;

/**
 * Elements of a sorted set by their places in its order, the first of which is 0.
 *
 * @param from the first of them
 * @param to the first one behind them, not below {@code from}
 */
public record RankRange(long from, long to) {

  public static final RankRange EMPTY = new RankRange(0, 0);

  public long size() {
    return to - from;
  }

  public boolean isEmpty() {
    return from == to;
  }

  /**
   * The part that LIMIT leaves.
   *
   * @param offset how many to leave out; a negative number leaves out all
   * @param count how many to take at most; a negative number takes all
   * @param reversed whether to count from the end
   */
  public RankRange limited(long offset, long count, boolean reversed) {
    if (offset < 0 || offset >= size()) {
      return EMPTY;
    }
    long left = size() - offset;
    long taken = count < 0 ? left : Math.min(count, left);
    return reversed
        ? new RankRange(to - offset - taken, to - offset)
        : new RankRange(from + offset, from + offset + taken);
  }
}
