package io.slotwise.node.connection;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** How long one request has waited for a node to serve its slot. Used on one event loop. */
public final class OwnerWait {

  /** A failover takes a second or two. */
  public static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  public static final long LOOK_AGAIN_MS = 5;

  private final ScheduledExecutorService timer;
  private long sinceNanos;

  OwnerWait(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  /** Another request, or another reason to wait. */
  void forget() {
    sinceNanos = 0;
  }

  /**
   * Has the code run a little later, on the timer's thread.
   *
   * @return false when the request has waited long enough: then the code is not run
   */
  boolean lookAgain(Runnable code) {
    long nowNanos = System.nanoTime();
    if (sinceNanos == 0) {
      sinceNanos = nowNanos;
    } else if (nowNanos - sinceNanos > WAIT_NANOS_MAX) {
      sinceNanos = 0;
      return false;
    }
    timer.schedule(code, LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    return true;
  }
}
