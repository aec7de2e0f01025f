package io.slotwise.sharding.store;

import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.store.rocks.RocksFailure;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that materialises: at intervals, sooner when much is dirty, and when asked. It also
 * runs small jobs between batches that must not meet an entry on its way to disk, and cuts the
 * journal behind what the disk has for good.
 */
final class MaterialiserThread implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(MaterialiserThread.class);
  private static final long LOOK_MS = 50;

  private final StoreCore core;
  private final Materialiser materialiser;
  private final Thread thread = new Thread(this, "store-materialiser");

  /** Jobs that run where no entry is half-way. */
  private final BlockingQueue<Runnable> jobs;

  /** Who waits for the next whole round. */
  private final BlockingQueue<CompletableFuture<Void>> askers = new LinkedBlockingQueue<>();

  private long lastRoundNanos = System.nanoTime();
  private long flushScheduledAt = -1;
  private volatile boolean stopping;
  private volatile boolean ended;
  private volatile String failure;

  MaterialiserThread(StoreCore core, Materialiser materialiser, BlockingQueue<Runnable> jobs) {
    this.core = core;
    this.materialiser = materialiser;
    this.jobs = jobs;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Why nothing can be materialised at present, or null. */
  String failure() {
    return failure != null ? failure : materialiser.problem();
  }

  /** Completes when everything committed before the call is in RocksDB. */
  CompletableFuture<Void> materialised() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    askers.add(done);
    if (ended) {
      refuseAskers();
    }
    jobs.add(() -> {});
    return done;
  }

  /** Runs the job on this thread, at a moment when no entry is half-way to disk. */
  void execute(Runnable job) {
    jobs.add(job);
    if (ended) {
      runJobs(jobs);
    }
  }

  /** Runs the jobs that are queued. */
  static void runJobs(BlockingQueue<Runnable> jobs) {
    for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
      runJob(job);
    }
  }

  /** A job that fails must not take the thread with it. */
  private static void runJob(Runnable job) {
    try {
      job.run();
    } catch (RuntimeException e) {
      LOG.error("event=store-job-failed", e);
    }
  }

  /** Ends the thread after the round under way. */
  void stop() {
    stopping = true;
    materialiser.stop();
    jobs.add(() -> {});
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        Runnable job = jobs.poll(LOOK_MS, TimeUnit.MILLISECONDS);
        if (job != null) {
          runJob(job);
          runJobs(jobs);
        }
        if (roundIsDue()) {
          round();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = "bringing data to disk failed: " + e.getMessage();
      LOG.error("event=materialiser-ended", e);
    } finally {
      ended = true;
      refuseAskers();
    }
  }

  private void refuseAskers() {
    for (CompletableFuture<Void> asker = askers.poll(); asker != null; asker = askers.poll()) {
      asker.completeExceptionally(
          new IllegalStateException(failure == null ? "the store closes" : failure));
    }
  }

  private boolean roundIsDue() {
    return !askers.isEmpty()
        || core.tables.dirtyBytes() > core.settings.dirtySoftBytes() / 2
        || System.nanoTime() - lastRoundNanos >= core.settings.materialiseInterval().toNanos();
  }

  private void round() throws InterruptedException {
    int asked = askers.size();
    boolean done = materialiser.round();
    lastRoundNanos = System.nanoTime();
    if (!done) {
      // The log cannot be synced, and nothing may overtake it. It says why itself.
      return;
    }
    for (int i = 0; i < asked; i++) {
      askers.remove().complete(null);
    }
    cutJournal();
  }

  /** Drops segments that the disk has taken over, and sees to it that there are such. */
  void cutJournal() {
    if (core.log.durability() == Durability.MEMORY) {
      return;
    }
    Reach persisted = WrittenReach.persisted(core.rocks, core.log.reach());
    long position = persisted.position();
    core.log.discardUpTo(persisted);
    if (core.log.sizeBytes() > core.settings.journalKeptBytes() && position >= flushScheduledAt) {
      flushScheduledAt = materialiser.position();
      try {
        core.rocks.flush(false);
      } catch (RocksFailure e) {
        LOG.warn("event=memtable-flush-failed cause={}", e.getMessage());
      }
    }
  }
}
