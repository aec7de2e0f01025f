package io.slotwise.node.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When something last did what it does again and again. Thread-safe. */
public final class Heartbeat {

  private final LongSupplier nanoTime;
  private volatile long lastNanos;

  /**
   * @param nanoTime monotonic; the first beat is now
   */
  public Heartbeat(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastNanos = nanoTime.getAsLong();
  }

  /** It has just done it. */
  public void beat() {
    lastNanos = nanoTime.getAsLong();
  }

  /** The same work with a beat behind it. */
  public Runnable after(Runnable work) {
    return () -> {
      work.run();
      beat();
    };
  }

  /**
   * Wrong when the last beat is longer ago than that.
   *
   * @param what does it, for the text
   */
  public Check check(String name, String what, Duration atMost) {
    return new Check(
        name,
        () -> {
          long silentNanos = nanoTime.getAsLong() - lastNanos;
          return silentNanos <= atMost.toNanos()
              ? null
              : what + " has not been heard of for " + silentNanos / 1_000_000_000 + " s";
        });
  }
}
