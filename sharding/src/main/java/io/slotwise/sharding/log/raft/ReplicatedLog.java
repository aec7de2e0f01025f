package io.slotwise.sharding.log.raft;

import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.log.LogEntry;
import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.StoreLog;
import io.slotwise.sharding.replication.Acknowledge;
import io.slotwise.sharding.replication.SlotRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The log of a member of a cluster: the Raft logs of the shards that it hosts, behind one row of
 * positions.
 *
 * <p>A commit gets the next position of the node and goes into the batch of its shard; a batch is
 * one entry of the shard's log. A position is settled when every batch with it or a lower one has
 * arrived, which is when a majority has it, on disk if {@link #durability} says so, or is lost. The
 * counter is raised above every position that is seen in a shard's log, so that the positions of a
 * shard ascend whoever leads it.
 *
 * <p>Replies wait for that, or, {@link #answerBy by} {@link Acknowledge#LEADER}, for no more than
 * that their effects are about to be sent; but not while too much is on its way.
 */
public final class ReplicatedLog implements StoreLog {

  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ShardPipe[] pipes;
  private final Progress progress;
  private final LogSizes sizes;
  private final Durability durability;

  private long lastBatch;
  private long losses;
  private boolean closed;
  private volatile String failure;
  private volatile long appendedPosition;
  private volatile boolean somethingOpen;
  private volatile LostPositions lost = LostPositions.NONE;
  private volatile Sender sender = Sender.NOBODY;
  private volatile Consumer<Reach> discarder = reach -> {};

  /**
   * @param position the highest one that the store has
   * @param durability what a majority has done with a commit whose position is durable
   */
  public ReplicatedLog(int shardCount, long position, Durability durability) {
    this.durability = durability;
    pipes = new ShardPipe[shardCount];
    Company company = new Company();
    Arrays.setAll(pipes, shard -> new ShardPipe(shard, company, System::nanoTime));
    sizes = new LogSizes(shardCount);
    appendedPosition = position;
    progress = new Progress(position);
  }

  // The store's side

  @Override
  public long append(LogEntry entry, int slot) {
    ShardPipe pipe = pipes[SlotRange.shardOf(slot, pipes.length)];
    lock.lock();
    try {
      if (pipe.term() == 0) {
        throw new CommandError(Errors.slotNotServed());
      }
      long position = appendedPosition + 1;
      pipe.append(entry, position);
      appendedPosition = position;
      somethingOpen = true;
      return position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean takes(int slot) {
    return takesMore(SlotRange.shardOf(slot, pipes.length));
  }

  @Override
  public List<SlotRange> ranges() {
    List<SlotRange> ranges = new ArrayList<>();
    for (int shard = 0; shard < pipes.length; shard++) {
      if (pipes[shard].takesMore()) {
        ranges.add(SlotRange.ofShard(shard, pipes.length));
      }
    }
    return ranges;
  }

  @Override
  public void commit() {
    if (!somethingOpen) {
      return;
    }
    int[] due;
    lock.lock();
    try {
      somethingOpen = false;
      due = due();
      progress.committed(appendedPosition);
      if (!isAnsweredByQuorum()) {
        advance();
      }
    } finally {
      lock.unlock();
    }
    progress.release();
    for (int shard : due) {
      sender.send(shard);
    }
  }

  private int[] due() {
    return IntStream.range(0, pipes.length).filter(this::isDue).toArray();
  }

  /** Whether the shard's next batch is to be sent now; if only later, that is arranged. */
  private boolean isDue(int shard) {
    long inNanos = pipes[shard].sendIn(progress.isAwaited());
    if (inNanos > 0) {
      sender.look(shard, inNanos);
    }
    return inNanos == 0;
  }

  /** Has the shard's next batch sent if it has waited for as long as it should. */
  void sendIfDue(int shard) {
    boolean due =
        locked(
            () -> {
              pipes[shard].looked();
              return isDue(shard);
            });
    if (due) {
      sender.send(shard);
    }
  }

  @Override
  public long durablePosition() {
    return progress.durablePosition();
  }

  @Override
  public void whenDurable(long position, Runnable code) {
    progress.whenDurable(position, code);
  }

  @Override
  public long settledPosition() {
    return progress.settledPosition();
  }

  @Override
  public void whenSettled(long position, Runnable code) {
    progress.whenSettled(position, code);
    if (settledPosition() < position) {
      // What would have gathered for a while is waited for now.
      somethingOpen = true;
      commit();
    }
  }

  @Override
  public boolean isLost(long from, long to) {
    LostPositions now = lost;
    return now != LostPositions.NONE && now.hasBetween(from, to, System.nanoTime());
  }

  @Override
  public boolean isOfShards() {
    return true;
  }

  @Override
  public long appendedPosition() {
    return appendedPosition;
  }

  @Override
  public Reach reach() {
    return locked(
        () -> {
          List<Reach.OfShard> shards =
              Arrays.stream(pipes).map(ShardPipe::reach).filter(Objects::nonNull).toList();
          return new Reach(appendedPosition, shards, losses);
        });
  }

  @Override
  public boolean awaitSynced(Reach since) throws InterruptedException {
    long position = appendedPosition;
    commit();
    lock.lock();
    try {
      while (settledPosition() < position && losses == since.losses() && !closed) {
        changed.awaitNanos(WAIT_NANOS);
      }
      return settledPosition() >= position && losses == since.losses() && !isResetNeeded();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void discardUpTo(Reach persisted) {
    discarder.accept(persisted);
  }

  @Override
  public void endSegment() {
    // Raft ends its segments by itself: it can purge within the last one only up to its start.
  }

  @Override
  public long sizeBytes() {
    return sizes.totalBytes();
  }

  @Override
  public long pendingBytes() {
    // Asked for each batch of requests: no stream.
    long bytes = 0;
    for (ShardPipe pipe : pipes) {
      bytes += pipe.pendingBytes();
    }
    return bytes;
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public void setDurability(Durability next) throws IOException {
    if (next != durability) {
      throw new IOException(
          "the durability of a cluster's node is set when it starts; this one's is "
              + durability.word());
    }
  }

  @Override
  public Optional<String> writeError() {
    return Optional.ofNullable(failure);
  }

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("journal_position", appendedPosition);
    figures.put("journal_written_position", settledPosition());
    figures.put("journal_synced_position", settledPosition());
    figures.put("journal_bytes", sizeBytes());
    figures.put("journal_write_status", failure == null ? "ok" : "err");
    return figures;
  }

  /** From now on nothing is waited for. */
  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          changed.signalAll();
        });
  }

  /** Whose word a reply needs, from now on. */
  public void answerBy(Acknowledge by) {
    locked(
        () -> {
          progress.acknowledge(by);
          advance();
        });
    progress.release();
  }

  /** Whether a majority has what is answered. */
  public boolean isAnsweredByQuorum() {
    return progress.acknowledge() == Acknowledge.QUORUM;
  }

  // The groups' side

  /** A shard's log could not be written: it takes nothing more until it is opened again. */
  void failed(int shard, Throwable cause) {
    failure = "the log of shard " + shard + " failed: " + cause;
  }

  int shardCount() {
    return pipes.length;
  }

  /**
   * @param sends told whenever a shard has a batch to send, or may have after a while
   * @param discards called with what a crash would leave
   */
  void connect(Sender sends, Consumer<Reach> discards) {
    sender = sends;
    discarder = discards;
  }

  /** From now on nothing is sent, and nothing is cut off. */
  void disconnect() {
    connect(Sender.NOBODY, reach -> {});
  }

  /** The term in which this node leads the shard, or 0. */
  long term(int shard) {
    return pipes[shard].term();
  }

  /** From now on takes effects on the shard. */
  void lead(int shard, long term) {
    locked(() -> pipes[shard].lead(term));
  }

  /** Whether this node leads the shard, and is not about to give it away. */
  boolean takesMore(int shard) {
    return pipes[shard].takesMore();
  }

  /** The lead is going to be given away, or is kept after all. */
  void ending(int shard, boolean ends) {
    locked(() -> pipes[shard].ending(ends));
  }

  /**
   * Takes no more effects on the shard, if all that it took has arrived; then nothing is lost.
   *
   * @return whether it has
   */
  boolean rest(int shard) {
    return locked(() -> pipes[shard].rest());
  }

  /** Takes the batch that is to be replicated next, or null. */
  Batch send(int shard) {
    return locked(() -> pipes[shard].send(++lastBatch));
  }

  /** Whether memory has a batch of this node's that is on its way into the shard's log. */
  boolean isInFlight(int shard, long batch) {
    return locked(() -> pipes[shard].isInFlight(batch));
  }

  /**
   * A batch of this node's is in the shard's log.
   *
   * @return false if memory does not have it any more, or never had
   */
  boolean arrived(int shard, long batch) {
    boolean more;
    lock.lock();
    try {
      if (!pipes[shard].isInFlight(batch)) {
        return false;
      }
      pipes[shard].arrived();
      more = isDue(shard);
      advance();
    } finally {
      lock.unlock();
    }
    progress.release();
    if (more) {
      sender.send(shard);
    }
    return true;
  }

  /**
   * A position was seen in a shard's log: those that this node gives are greater, and if it is one
   * that this node took for lost, it is not.
   */
  void raise(int shard, long position) {
    locked(
        () -> {
          lost = lost.without(shard, position);
          if (position > appendedPosition) {
            appendedPosition = position;
            advance();
          }
        });
    progress.release();
  }

  /**
   * Takes no more effects on the shard. What has not arrived is lost: it is known to nobody whether
   * another leader will have it.
   *
   * @return whether memory has to be reset
   */
  boolean lose(int shard) {
    boolean reset;
    lock.lock();
    try {
      ShardPipe pipe = pipes[shard];
      long[] positions = pipe.lose();
      if (positions.length != 0) {
        losses++;
        // Known to be lost before it counts as settled.
        lost = lost.and(shard, positions, System.nanoTime());
        advance();
      }
      reset = pipe.isResetNeeded();
    } finally {
      lock.unlock();
    }
    progress.release();
    return reset;
  }

  boolean isResetNeeded(int shard) {
    return locked(() -> pipes[shard].isResetNeeded());
  }

  private boolean isResetNeeded() {
    return Arrays.stream(pipes).anyMatch(ShardPipe::isResetNeeded);
  }

  /** Whether the store may bring to disk what it has: not while it has effects that were lost. */
  boolean letsWrite() {
    return locked(() -> !closed && !isResetNeeded());
  }

  /** Memory has nothing of the shard any more that its log does not have. */
  void wasReset(int shard) {
    locked(() -> pipes[shard].wasReset());
  }

  void host(int shard, boolean hosted) {
    locked(() -> pipes[shard].host(hosted));
    if (!hosted) {
      sizes.forget(shard);
    }
  }

  /** Memory has the shard's log up to this entry. */
  void reached(int shard, long term, long index) {
    locked(() -> pipes[shard].reached(term, index));
  }

  LogSizes sizes() {
    return sizes;
  }

  private void advance() {
    long lowest = appendedPosition + 1;
    long pendingBytes = 0;
    int pendingCommits = 0;
    for (ShardPipe pipe : pipes) {
      lowest = Math.min(lowest, pipe.lowestPending());
      pendingBytes += pipe.pendingBytes();
      pendingCommits += pipe.pendingCommits();
    }
    progress.advance(lowest - 1, pendingBytes, pendingCommits);
    changed.signalAll();
  }

  private void locked(Runnable change) {
    locked(
        () -> {
          change.run();
          return null;
        });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
