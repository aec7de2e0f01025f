package io.slotwise.node.health;

import io.slotwise.protocol.net.EventLoops;
import io.slotwise.sharding.store.NodeStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again and again for a sign of life where a thread could be stuck for good: each event loop,
 * and RocksDB, which is read on the watch's own thread.
 */
public final class LivenessWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LivenessWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration END_MAX = Duration.ofSeconds(5);

  /** Far beyond the slowest disk and the longest collection: who is silent for so long is stuck. */
  public static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  private final EventLoops loops;
  private final NodeStore store;
  private final Heartbeat ofStore = new Heartbeat(System::nanoTime);
  private final List<Heartbeat> ofLoops = new ArrayList<>();
  private final ScheduledExecutorService asking =
      Executors.newScheduledThreadPool(
          2,
          work -> {
            Thread thread = new Thread(work, "slotwise-health");
            thread.setDaemon(true);
            return thread;
          });

  private LivenessWatch(EventLoops loops, NodeStore store) {
    this.loops = loops;
    this.store = store;
    for (int loop = 0; loop < loops.count(); loop++) {
      ofLoops.add(new Heartbeat(System::nanoTime));
    }
  }

  /** Begins to ask. */
  public static LivenessWatch start(EventLoops loops, NodeStore store) {
    LivenessWatch watch = new LivenessWatch(loops, store);
    long everyMs = EVERY.toMillis();
    watch.asking.scheduleWithFixedDelay(watch::askLoops, 0, everyMs, TimeUnit.MILLISECONDS);
    watch.asking.scheduleWithFixedDelay(watch::askStore, 0, everyMs, TimeUnit.MILLISECONDS);
    return watch;
  }

  private void askLoops() {
    for (int loop = 0; loop < ofLoops.size(); loop++) {
      loops.execute(loop, ofLoops.get(loop)::beat);
    }
  }

  private void askStore() {
    try {
      store.touchDisk();
    } catch (RuntimeException e) {
      // That is an answer, too: what is wrong with the disk is told elsewhere.
      LOG.debug("event=store_not_read", e);
    }
    ofStore.beat();
  }

  /** What is wrong when one of them does not answer. */
  public List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(ofStore.check("store", "RocksDB", SILENCE_MAX));
    for (int loop = 0; loop < ofLoops.size(); loop++) {
      String name = "loop-" + loop;
      checks.add(ofLoops.get(loop).check(name, "event loop " + loop, SILENCE_MAX));
    }
    return checks;
  }

  /** Comes before the store is closed, which must not happen during a read. */
  @Override
  public void close() {
    asking.shutdown();
    try {
      if (!asking.awaitTermination(END_MAX.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("event=health_watch_busy_at_stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
