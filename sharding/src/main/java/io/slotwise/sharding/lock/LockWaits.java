package io.slotwise.sharding.lock;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How many transactions wait for locks, and for how long they have. Any thread. */
public final class LockWaits {

  private long waiting;
  private long waited;
  private long totalNanos;
  private long longestNanos;

  LockWaits() {}

  synchronized void began() {
    waiting++;
  }

  /** One has what it waited for, or waits no more. */
  synchronized void ended(long nanos) {
    waiting--;
    waited++;
    totalNanos += nanos;
    longestNanos = Math.max(longestNanos, nanos);
  }

  /** How many wait now. */
  public synchronized long waiting() {
    return waiting;
  }

  /** For INFO. Those that wait now are not in the times yet. */
  public synchronized Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("lock_waits_now", waiting);
    figures.put("lock_waits_ended", waited);
    figures.put("lock_waits_total_ms", TimeUnit.NANOSECONDS.toMillis(totalNanos));
    figures.put("lock_waits_longest_ms", TimeUnit.NANOSECONDS.toMillis(longestNanos));
    return figures;
  }
}
