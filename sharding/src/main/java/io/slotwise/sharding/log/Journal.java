package io.slotwise.sharding.log;

import io.slotwise.sharding.log.JournalReader.Recovered;
import io.slotwise.sharding.replication.SlotRange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a standalone node: what every event loop appends goes into one buffer, and a commit is
 * one write of all that is in it. Each commit has a position; positions ascend by one.
 *
 * <p>Two locks keep loops from waiting for each other's writes: appending swaps bytes into the
 * buffer under one, writing happens under the other by whichever loop comes first, and a loop that
 * finds the writer busy leaves its bytes to it.
 *
 * <p>A write that fails (a full disk) is repeated from the same offset until it works: nothing is
 * lost, no reply leaves meanwhile, and {@link #writeError()} tells the gates to refuse writes. A
 * failed sync cannot be repeated, because the system may have dropped the pages: it stays an error
 * until the node is started again.
 */
public final class Journal implements StoreLog {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private static final double NANOS_PER_MS = 1e6;
  private static final double MICROS_PER_MS = 1e3;

  private final ReentrantLock appendLock = new ReentrantLock();
  private final ReentrantLock writeLock = new ReentrantLock();
  private final JournalSegments segments;
  private final JournalSyncer syncer;
  private final DurabilityWaiters waiters = new DurabilityWaiters();

  // Under appendLock.
  private RecordBuffer active = new RecordBuffer();
  private long lastPosition;

  // Under writeLock.
  private RecordBuffer spare = new RecordBuffer();
  private RecordBuffer unwritten;

  private volatile Durability durability;
  private volatile boolean writeWanted;
  private volatile boolean closed;
  private volatile long appendedPosition;
  private volatile long writtenPosition;
  private volatile long durablePosition;
  private volatile String writeError;

  private Journal(JournalSettings settings, SegmentFiles files, Recovered recovered) {
    this.durability = settings.durability();
    this.lastPosition = recovered.lastPosition();
    this.appendedPosition = lastPosition;
    this.writtenPosition = lastPosition;
    this.durablePosition = lastPosition;
    this.segments = new JournalSegments(settings, files, recovered);
    this.syncer = new JournalSyncer(this, segments, lastPosition);
  }

  /**
   * Opens the journal behind what {@link JournalReader} has replayed.
   *
   * @throws IOException when the first segment cannot be made
   */
  public static Journal open(JournalSettings settings, SegmentFiles files, Recovered recovered)
      throws IOException {
    Journal journal = new Journal(settings, files, recovered);
    if (settings.durability() != Durability.MEMORY) {
      journal.segments.startSegment(
          recovered.lastPosition() + 1, recovered.lastPosition(), recovered.gapBehind());
    }
    journal.syncer.start();
    return journal;
  }

  @Override
  public long append(LogEntry entry, int slot) {
    return append(entry);
  }

  /**
   * Appends one commit: all of its effects, or after a crash none.
   *
   * @return its position
   */
  long append(LogEntry entry) {
    appendLock.lock();
    try {
      long position = lastPosition + 1;
      if (durability != Durability.MEMORY) {
        active.add(entry, position, syncer.syncedPosition());
      }
      lastPosition = position;
      appendedPosition = position;
      return position;
    } finally {
      appendLock.unlock();
    }
  }

  @Override
  public void commit() {
    if (writtenPosition == appendedPosition || durability == Durability.MEMORY) {
      return;
    }
    writeWanted = true;
    while (writeWanted && writeLock.tryLock()) {
      try {
        writeWanted = false;
        writeOut();
      } finally {
        writeLock.unlock();
      }
    }
    waiters.release(durablePosition());
  }

  @Override
  public long durablePosition() {
    return durability == Durability.MEMORY ? appendedPosition : durablePosition;
  }

  @Override
  public void whenDurable(long position, Runnable code) {
    if (durablePosition() >= position) {
      code.run();
      return;
    }
    waiters.add(position, code);
    waiters.release(durablePosition());
  }

  @Override
  public boolean takes(int slot) {
    return true;
  }

  @Override
  public List<SlotRange> ranges() {
    return List.of(SlotRange.ALL);
  }

  @Override
  public Reach reach() {
    return Reach.ofPosition(appendedPosition);
  }

  /** The position of the last commit appended. */
  @Override
  public boolean isOfShards() {
    return false;
  }

  @Override
  public long appendedPosition() {
    return appendedPosition;
  }

  /** Up to here the operating system has the log. */
  public long writtenPosition() {
    return writtenPosition;
  }

  /** Up to here the disk has the log. */
  public long syncedPosition() {
    return syncer.syncedPosition();
  }

  @Override
  public Durability durability() {
    return durability;
  }

  /** Why the log cannot be written or synced at present, if it cannot. */
  @Override
  public Optional<String> writeError() {
    return Optional.ofNullable(writeError != null ? writeError : syncer.error());
  }

  @Override
  public boolean awaitSynced(Reach since) throws InterruptedException {
    return awaitSynced(appendedPosition);
  }

  /**
   * Waits until the disk has the log up to a position that was appended before.
   *
   * @return false when the journal was closed, or cannot be written or synced at present
   */
  boolean awaitSynced(long position) throws InterruptedException {
    if (durability == Durability.MEMORY) {
      return true;
    }
    commit();
    return syncer.await(position);
  }

  @Override
  public void discardUpTo(Reach persisted) {
    if (durability != Durability.MEMORY) {
      discardUpTo(persisted.position());
    }
  }

  /** Drops segments that hold nothing beyond this position. */
  void discardUpTo(long position) {
    writeLock.lock();
    try {
      segments.discardUpTo(position);
    } finally {
      unlockWriter();
    }
  }

  /**
   * Ends the segment being written, so that {@link #discardUpTo} can drop it once it is covered.
   */
  @Override
  public void endSegment() throws IOException {
    writeLock.lock();
    try {
      // What a failed write may have left behind belongs to the end of this segment: stay in it.
      if (segments.isOpen() && !segments.currentIsEmpty() && unwritten == null) {
        segments.startSegment(writtenPosition + 1, syncer.syncedPosition(), false);
      }
    } finally {
      unlockWriter();
    }
  }

  /**
   * Changes the durability. From {@code memory} to another level, the promise of the new level
   * holds for what is written from now on only: the caller sees to it that the store has saved what
   * came before.
   */
  @Override
  public void setDurability(Durability next) throws IOException {
    writeLock.lock();
    appendLock.lock();
    try {
      if (next == durability) {
        return;
      }
      if (durability == Durability.MEMORY) {
        segments.startSegment(lastPosition + 1, lastPosition, true);
        writtenPosition = lastPosition;
        durablePosition = lastPosition;
        syncer.skipTo(lastPosition);
      } else if (next == Durability.MEMORY) {
        active.clear();
        unwritten = null;
        writeError = null;
        segments.endCurrent(lastPosition);
      }
      durability = next;
    } finally {
      appendLock.unlock();
      unlockWriter();
    }
    syncer.wake();
    advanceDurable();
    LOG.info("event=durability-changed durability={}", next.word());
  }

  @Override
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("journal_position", appendedPosition);
    figures.put("journal_written_position", writtenPosition);
    figures.put("journal_synced_position", syncedPosition());
    figures.put("journal_segments", segmentCount());
    figures.put("journal_bytes", sizeBytes());
    figures.put("journal_write_status", writeError().isEmpty() ? "ok" : "err");
    SyncTimes syncs = syncer.times();
    figures.put("journal_syncs", syncs.count());
    figures.put("journal_sync_total_ms", ms(syncs.totalNanos()));
    figures.put("journal_sync_max_ms", ms(syncs.maxNanos()));
    return figures;
  }

  private static double ms(long nanos) {
    return Math.round(nanos / NANOS_PER_MS * MICROS_PER_MS) / MICROS_PER_MS;
  }

  /** How many segment files there are. */
  public int segmentCount() {
    return segments.count();
  }

  /** The bytes of all segment files. */
  @Override
  public long sizeBytes() {
    return segments.sizeBytes();
  }

  /** The turn in which something is appended writes it out. */
  @Override
  public long pendingBytes() {
    return 0;
  }

  /** Writes and syncs what there is, and closes the files. */
  @Override
  public void close() {
    commit();
    closed = true;
    syncer.close();
    writeLock.lock();
    try {
      segments.close();
    } finally {
      writeLock.unlock();
    }
  }

  /**
   * @param count syncs so far
   * @param totalNanos of all of them
   * @param maxNanos of the longest
   */
  public record SyncTimes(long count, long totalNanos, long maxNanos) {}

  /** The disk, or the operating system, has more of the log than before. */
  void advanceDurable() {
    if (durability == Durability.FSYNC) {
      durablePosition = Math.max(durablePosition, syncer.syncedPosition());
    } else {
      durablePosition = Math.max(durablePosition, writtenPosition);
    }
    waiters.release(durablePosition());
  }

  /** Tries again what failed, if something did. */
  void retryFailedWrite() {
    if (writeError != null && !closed) {
      writeWanted = true;
      commit();
    }
  }

  boolean somebodyWaits() {
    return waiters.count() > 0;
  }

  /** Whoever found the writer busy meanwhile has left its bytes to it. */
  private void unlockWriter() {
    writeLock.unlock();
    if (writeWanted) {
      commit();
    }
  }

  private void writeOut() {
    if (unwritten != null && !write(unwritten)) {
      return;
    }
    unwritten = null;
    RecordBuffer full;
    appendLock.lock();
    try {
      if (active.isEmpty()) {
        return;
      }
      full = active;
      active = spare;
    } finally {
      appendLock.unlock();
    }
    spare = full;
    full.seal(syncer.syncedPosition());
    if (!write(full)) {
      unwritten = full;
      spare = new RecordBuffer();
    }
  }

  private boolean write(RecordBuffer records) {
    try {
      segments.write(records.array(), records.length());
    } catch (IOException e) {
      if (writeError == null) {
        LOG.error("event=journal-write-failed bytes={} cause={}", records.length(), e.toString());
      }
      writeError = "writing the journal failed: " + e.getMessage();
      syncer.wake();
      return false;
    }
    if (writeError != null) {
      LOG.info("event=journal-write-works-again");
      writeError = null;
    }
    writtenPosition = records.lastPosition();
    records.clear();
    if (durability == Durability.FSYNC) {
      syncer.wake();
    } else {
      durablePosition = writtenPosition;
    }
    rollIfFull();
    return true;
  }

  private void rollIfFull() {
    if (!segments.currentIsFull()) {
      return;
    }
    try {
      segments.startSegment(writtenPosition + 1, syncer.syncedPosition(), false);
    } catch (IOException e) {
      // The full segment goes on being written: it is only longer than it should be.
      LOG.warn("event=journal-segment-not-started cause={}", e.toString());
    }
  }
}
