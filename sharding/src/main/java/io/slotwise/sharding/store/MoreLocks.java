package io.slotwise.sharding.store;

import java.util.stream.IntStream;

/**
 * A transaction with locks has come to a key that it has not locked. Whoever runs it takes it back
 * and runs it again with more locks.
 */
public final class MoreLocks extends RunAgain {

  private static final long serialVersionUID = 1;

  private final int slot;

  /**
   * @param slot of the key
   */
  public MoreLocks(int slot) {
    super("more locks are needed");
    this.slot = slot;
  }

  /** All slots to lock something in the next time, ascending. */
  public int[] besides(int... locked) {
    return IntStream.concat(IntStream.of(locked), IntStream.of(slot)).sorted().distinct().toArray();
  }
}
