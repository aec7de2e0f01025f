package io.slotwise.sharding.store;

import io.slotwise.sharding.slot.Turns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that expires keys and throws out hot values that nobody asks for. */
final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final long SWEEP_MS = 100;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "store-housekeeping");
            thread.setDaemon(true);
            return thread;
          });
  private final ExpiryCycle expiry;
  private final HotCacheSweep sweep;
  private final long expiryMs;
  private volatile boolean activeExpiry = true;

  Housekeeping(StoreCore core, Turns turns, MaterialiserThread materialiser) {
    this.expiry = new ExpiryCycle(core, turns, materialiser);
    this.sweep = new HotCacheSweep(core, turns);
    this.expiryMs = Math.max(1, core.settings.expiryInterval().toMillis());
  }

  void start() {
    executor.scheduleWithFixedDelay(this::expire, expiryMs, expiryMs, TimeUnit.MILLISECONDS);
    executor.scheduleWithFixedDelay(
        () -> guarded(sweep::run), SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
  }

  void setActiveExpiry(boolean on) {
    activeExpiry = on;
  }

  /** Runs a cycle now. */
  CompletableFuture<Void> expired() {
    return CompletableFuture.runAsync(this::expire, executor);
  }

  private void expire() {
    if (activeExpiry) {
      guarded(expiry::run);
    }
  }

  /** An executor would drop work that has thrown once. */
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("event=housekeeping-failed", e);
    }
  }

  @Override
  public void close() {
    expiry.stop();
    executor.shutdown();
    try {
      executor.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
