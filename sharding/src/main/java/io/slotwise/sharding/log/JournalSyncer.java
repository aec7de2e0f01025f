package io.slotwise.sharding.log;

import io.slotwise.sharding.log.Journal.SyncTimes;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that syncs the journal: each second under {@code everysec}, without a pause while
 * somebody waits under {@code fsync} (each sync then takes along everything written during the one
 * before), and whenever the store asks. It also repeats failed writes.
 */
final class JournalSyncer implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalSyncer.class);
  private static final long IDLE_MS = 1000;
  private static final long RETRY_MS = 100;

  private final Journal journal;
  private final JournalSegments segments;
  private final Thread thread = new Thread(this, "journal-sync");
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();

  // Under lock.
  private long requestedPosition;
  private boolean woken;
  private boolean closed;

  private volatile long syncedPosition;
  private volatile String error;
  private volatile SyncTimes times = new SyncTimes(0, 0, 0);

  JournalSyncer(Journal journal, JournalSegments segments, long syncedPosition) {
    this.journal = journal;
    this.segments = segments;
    this.syncedPosition = syncedPosition;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  long syncedPosition() {
    return syncedPosition;
  }

  String error() {
    return error;
  }

  SyncTimes times() {
    return times;
  }

  /** There may be something to sync or to repeat. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Positions up to here are not in the journal and need no sync. */
  void skipTo(long position) {
    lock.lock();
    try {
      syncedPosition = Math.max(syncedPosition, position);
    } finally {
      lock.unlock();
    }
  }

  boolean await(long position) throws InterruptedException {
    lock.lock();
    try {
      requestedPosition = Math.max(requestedPosition, position);
      woken = true;
      work.signal();
      while (syncedPosition < position && !closed && journal.writeError().isEmpty()) {
        if (journal.durability() == Durability.MEMORY) {
          return true;
        }
        progress.await(RETRY_MS, TimeUnit.MILLISECONDS);
      }
      return syncedPosition >= position;
    } finally {
      lock.unlock();
    }
  }

  /** Syncs what is written and ends the thread. */
  void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
      progress.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    while (awaitWork()) {
      journal.retryFailedWrite();
      syncOnce();
    }
    syncOnce();
  }

  /** Returns when it is time to look, or false when the journal closes. */
  private boolean awaitWork() {
    lock.lock();
    try {
      long waitMs = journal.writeError().isPresent() ? RETRY_MS : IDLE_MS;
      if (!woken && !closed && !moreIsWaitedFor()) {
        work.await(waitMs, TimeUnit.MILLISECONDS);
      }
      woken = false;
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean moreIsWaitedFor() {
    long written = journal.writtenPosition();
    return error == null
        && written > syncedPosition
        && (journal.durability() == Durability.FSYNC || requestedPosition > syncedPosition);
  }

  private void syncOnce() {
    long written = journal.writtenPosition();
    if (error != null || written <= syncedPosition || !syncIsDue()) {
      return;
    }
    long startNanos = System.nanoTime();
    try {
      segments.sync();
    } catch (IOException e) {
      error = "syncing the journal failed, restart the node: " + e.getMessage();
      LOG.error("event=journal-sync-failed written={} synced={}", written, syncedPosition, e);
      return;
    }
    long nanos = System.nanoTime() - startNanos;
    times =
        new SyncTimes(
            times.count() + 1, times.totalNanos() + nanos, Math.max(times.maxNanos(), nanos));
    lock.lock();
    try {
      syncedPosition = Math.max(syncedPosition, written);
      progress.signalAll();
    } finally {
      lock.unlock();
    }
    journal.advanceDurable();
  }

  /** Under {@code os} nothing is synced but what the store asks for, and the end. */
  private boolean syncIsDue() {
    lock.lock();
    try {
      return closed
          || requestedPosition > syncedPosition
          || journal.durability() == Durability.EVERYSEC
          || journal.durability() == Durability.FSYNC;
    } finally {
      lock.unlock();
    }
  }
}
