package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.log.Reach;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a node has appended to a shard that it leads and what became of it. Guarded by the lock of
 * the {@link ReplicatedLog}, except for what {@link #term} and {@link #takesMore} say, which is
 * also asked without, as {@link #pendingBytes} is.
 *
 * <p>One batch is on its way at a time; what comes meanwhile gathers in the next, and in more of
 * them where it is more than one takes. So a shard whose disks are slow has few large entries
 * instead of many small ones. How much gathers is not bounded here, but by those who hold writers
 * up for it.
 *
 * <p>A batch waits a little for {@link Company}: without it, clients that wait for one reply after
 * the other would go on in two halves, each with entries of its own.
 */
final class ShardPipe {

  /** Nobody waits for what is sent, or what is on its way has to arrive first. */
  static final long NOT_NOW = -1;

  private static final long NOTHING = Long.MAX_VALUE;

  /** How long a batch gathers that nobody waits for, counted from when the one before was sent. */
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final int GATHER_BYTES_MAX = 256 << 10;

  /** How long a batch waits at most for those who were answered last. */
  private static final long COMPANY_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(2);

  private final int shard;
  private final Company company;
  private final LongSupplier nanoClock;
  private final Deque<Batch> gathered = new ArrayDeque<>();
  private Batch inFlight;
  private volatile long pendingBytes;
  private int pendingCommits;
  private volatile long term;
  private volatile boolean ending;
  private Reach.OfShard reach;
  private boolean hosted;
  private boolean resetNeeded;
  private long sentNanos;
  private boolean lookPlanned;
  private long companyNanos;
  private long gatheringSinceNanos;

  /**
   * @param company the node's
   * @param nanoClock the time by which batches wait
   */
  ShardPipe(int shard, Company company, LongSupplier nanoClock) {
    this.shard = shard;
    this.company = company;
    this.nanoClock = nanoClock;
    this.sentNanos = nanoClock.getAsLong() - GATHER_NANOS;
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
    if (inFlight != null || !gathered.isEmpty()) {
      return false;
    }
    term = 0;
    return true;
  }

  void append(LogEntry entry, long position) {
    if (gathered.isEmpty()) {
      gatheringSinceNanos = nanoClock.getAsLong();
    }
    Batch last = gathered.peekLast();
    if (last == null || !last.takes(entry)) {
      last = new Batch();
      gathered.add(last);
    }
    int before = last.length();
    last.add(entry, position);
    company.wrote();
    pendingBytes += last.length() - before;
    pendingCommits++;
  }

  /**
   * When the first batch that has gathered is to be sent.
   *
   * @param isAwaited whether anybody waits until it has arrived
   * @return in how many nanoseconds it wants to be asked again, after {@link #looked}; 0 for now;
   *     {@link #NOT_NOW} if there is nothing to send, or that is seen to
   */
  long sendIn(boolean isAwaited) {
    if (inFlight != null || gathered.isEmpty()) {
      return NOT_NOW;
    }
    if (gathered.peek().length() > GATHER_BYTES_MAX || isAwaited && company.isComplete()) {
      return 0;
    }
    long untilNanos = isAwaited ? gatheringSinceNanos + companyNanos : sentNanos + GATHER_NANOS;
    long gathers = untilNanos - nanoClock.getAsLong();
    if (gathers <= 0) {
      company.giveUp();
      return 0;
    }
    if (lookPlanned) {
      return NOT_NOW;
    }
    lookPlanned = true;
    return gathers;
  }

  /** Is being asked again, as it wanted. */
  void looked() {
    lookPlanned = false;
  }

  /** Has the first batch that has gathered be on its way; null if there is none or another is. */
  Batch send(long number) {
    if (term == 0 || inFlight != null || gathered.isEmpty()) {
      return null;
    }
    inFlight = gathered.poll();
    inFlight.close(number, term);
    sentNanos = nanoClock.getAsLong();
    return inFlight;
  }

  /** The bytes that were taken and have not arrived. */
  long pendingBytes() {
    return pendingBytes;
  }

  /** The commits that were taken and have not arrived. */
  int pendingCommits() {
    return pendingCommits;
  }

  /** Whether the batch on its way is this one. */
  boolean isInFlight(long number) {
    return inFlight != null && inFlight.number() == number;
  }

  /** The batch on its way has arrived. */
  void arrived() {
    pendingBytes -= inFlight.length();
    pendingCommits -= inFlight.commits();
    // Half of the way that an entry takes: more is not saved by sending one entry less.
    long nowNanos = nanoClock.getAsLong();
    companyNanos = Math.min((nowNanos - sentNanos) / 2, COMPANY_NANOS_MAX);
    company.answered(inFlight.commits());
    gatheringSinceNanos = nowNanos;
    inFlight = null;
  }

  /** The lowest position that is not in the shard's log yet. */
  long lowestPending() {
    if (inFlight != null) {
      return inFlight.firstPosition();
    }
    return gathered.isEmpty() ? NOTHING : gathered.peek().firstPosition();
  }

  /** Gives up the lead and what has not arrived: its positions, ascending. */
  long[] lose() {
    term = 0;
    long[] positions =
        Stream.concat(Stream.ofNullable(inFlight), gathered.stream())
            .flatMapToLong(batch -> LongStream.of(batch.positions()))
            .toArray();
    inFlight = null;
    gathered.clear();
    pendingBytes = 0;
    pendingCommits = 0;
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
