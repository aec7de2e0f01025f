package io.slotwise.sharding.log.raft;

/**
 * Who is worth waiting for: clients that wait for one reply after the other write again soon after
 * they were answered, to whatever shard. Counts what was answered by a node and has not been
 * followed by another write. Guarded by the lock of the {@link ReplicatedLog}.
 */
final class Company {

  private int expected;

  /** So many writes are being answered. */
  void answered(int commits) {
    expected += commits;
  }

  /** Somebody has written. */
  void wrote() {
    if (expected > 0) {
      expected--;
    }
  }

  /** Whether nobody is expected any more. */
  boolean isComplete() {
    return expected == 0;
  }

  /** Who has not come by now is not waited for again. */
  void giveUp() {
    expected = 0;
  }
}
