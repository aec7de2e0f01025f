package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.DurabilityWaiters;
import io.slotwise.sharding.replication.Acknowledge;

/**
 * How far a {@link ReplicatedLog} is: up to where positions are settled, and up to where replies
 * may leave. Changed under the log's lock; what it says is asked without.
 */
final class Progress {

  /** What may be answered and on its way at once: as much as is lost with the leader. */
  private static final long ANSWERED_PENDING_BYTES_MAX = 4 << 20;

  private static final int ANSWERED_PENDING_COMMITS_MAX = 10_000;

  private final DurabilityWaiters durableWaiters = new DurabilityWaiters();
  private final DurabilityWaiters settledWaiters = new DurabilityWaiters();

  private volatile long durablePosition;
  private volatile long settledPosition;
  private volatile Acknowledge acknowledge = Acknowledge.QUORUM;

  /** Up to here everything is sent without any more being asked. */
  private long committedPosition;

  Progress(long position) {
    durablePosition = position;
    settledPosition = position;
    committedPosition = position;
  }

  long durablePosition() {
    return durablePosition;
  }

  long settledPosition() {
    return settledPosition;
  }

  Acknowledge acknowledge() {
    return acknowledge;
  }

  void acknowledge(Acknowledge by) {
    acknowledge = by;
  }

  /** Whether anybody waits for what is sent next. */
  boolean isAwaited() {
    return acknowledge == Acknowledge.QUORUM || settledWaiters.count() > 0;
  }

  void committed(long position) {
    committedPosition = position;
  }

  /**
   * Counts on from what is not in the logs yet.
   *
   * @param settled the highest position below which nothing is
   */
  void advance(long settled, long pendingBytes, int pendingCommits) {
    settledPosition = Math.max(settledPosition, settled);
    boolean early =
        acknowledge == Acknowledge.LEADER
            && pendingBytes <= ANSWERED_PENDING_BYTES_MAX
            && pendingCommits <= ANSWERED_PENDING_COMMITS_MAX;
    long answered = early ? Math.max(committedPosition, settledPosition) : settledPosition;
    durablePosition = Math.max(durablePosition, answered);
  }

  void whenDurable(long position, Runnable code) {
    if (durablePosition >= position) {
      code.run();
      return;
    }
    durableWaiters.add(position, code);
    durableWaiters.release(durablePosition);
  }

  void whenSettled(long position, Runnable code) {
    settledWaiters.add(position, code);
    settledWaiters.release(settledPosition);
  }

  /** Runs what waited; to be called after each change, without the lock. */
  void release() {
    durableWaiters.release(durablePosition);
    settledWaiters.release(settledPosition);
  }
}
