package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.log.Reach;
import java.util.stream.LongStream;

/**
 * What a node has appended to a shard that it leads and what became of it. Guarded by the lock of
 * the {@link ReplicatedLog}, except for what {@link #term} and {@link #takesMore} say, which is
 * also asked without.
 *
 * <p>One batch is on its way at a time; what comes meanwhile gathers in the next. So a shard whose
 * disks are slow has few large entries instead of many small ones.
 */
final class ShardPipe {

  private static final long NOTHING = Long.MAX_VALUE;

  private final int shard;
  private Batch open = new Batch();
  private Batch inFlight;
  private volatile long term;
  private volatile boolean ending;
  private Reach.OfShard reach;
  private boolean hosted;
  private boolean resetNeeded;

  ShardPipe(int shard) {
    this.shard = shard;
  }

  /** The term in which this node leads the shard, or 0. */
  long term() {
    return term;
  }

  void lead(long inTerm) {
    term = inTerm;
    ending = false;
  }

  /** Whether work that can wait should begin: not while the lead is being given away. */
  boolean takesMore() {
    return term != 0 && !ending;
  }

  void ending(boolean ends) {
    ending = ends;
  }

  /** Takes nothing more; false while not everything that was taken has arrived. */
  boolean rest() {
    if (inFlight != null || !open.isEmpty()) {
      return false;
    }
    term = 0;
    return true;
  }

  void append(LogEntry entry, long position) {
    open.add(entry, position);
  }

  boolean hasOpen() {
    return !open.isEmpty();
  }

  /** Closes the open batch and has it be on its way; null if it is empty or another one is. */
  Batch send(long number) {
    if (term == 0 || inFlight != null || open.isEmpty()) {
      return null;
    }
    inFlight = open;
    inFlight.close(number, term);
    open = new Batch();
    return inFlight;
  }

  /** Whether the batch on its way is this one. */
  boolean isInFlight(long number) {
    return inFlight != null && inFlight.number() == number;
  }

  /** The batch on its way has arrived. */
  void arrived() {
    inFlight = null;
  }

  /** The lowest position that is not in the shard's log yet. */
  long lowestPending() {
    if (inFlight != null) {
      return inFlight.firstPosition();
    }
    return open.isEmpty() ? NOTHING : open.firstPosition();
  }

  /** Gives up the lead and what has not arrived: its positions, ascending. */
  long[] lose() {
    term = 0;
    LongStream sent = inFlight == null ? LongStream.empty() : LongStream.of(inFlight.positions());
    long[] positions = LongStream.concat(sent, LongStream.of(open.positions())).toArray();
    inFlight = null;
    if (!open.isEmpty()) {
      open = new Batch();
    }
    resetNeeded |= positions.length != 0;
    return positions;
  }

  /** Whether memory has effects of the shard that were lost. */
  boolean isResetNeeded() {
    return resetNeeded;
  }

  void wasReset() {
    resetNeeded = false;
  }

  void host(boolean now) {
    hosted = now;
    if (!now) {
      reach = null;
    }
  }

  void reached(long entryTerm, long entryIndex) {
    reach = new Reach.OfShard(shard, entryTerm, entryIndex);
  }

  /** Up to where memory has the shard's log, or null where it has nothing of it. */
  Reach.OfShard reach() {
    return hosted ? reach : null;
  }
}
