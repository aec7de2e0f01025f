package io.slotwise.ops.info;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * How fast a counter grows: the mean of the last 16 samples, which somebody takes every 100 ms.
 * Usable from any thread.
 */
public final class RateSampler {

  private static final int SAMPLES = 16;

  private final LongSupplier counter;
  private final LongSupplier nanoTime;
  private final double[] perSecond = new double[SAMPLES];
  private boolean started;
  private int next;
  private long lastCount;
  private long lastNanos;

  /**
   * @param counter not asked before the first sample
   */
  public RateSampler(LongSupplier counter, LongSupplier nanoTime) {
    this.counter = counter;
    this.nanoTime = nanoTime;
  }

  /** Takes a sample; the first only notes where the counter stands. */
  public synchronized void sample() {
    if (!started) {
      restart();
      return;
    }
    long nowNanos = nanoTime.getAsLong();
    long count = counter.getAsLong();
    long elapsedNanos = nowNanos - lastNanos;
    if (elapsedNanos <= 0) {
      return;
    }
    // A counter that was reset in between gives a negative difference.
    perSecond[next] = Math.max(0, count - lastCount) * 1e9 / elapsedNanos;
    next = (next + 1) % SAMPLES;
    lastCount = count;
    lastNanos = nowNanos;
  }

  /** Units of the counter per second. */
  public synchronized double perSecond() {
    double sum = 0;
    for (double rate : perSecond) {
      sum += rate;
    }
    return sum / SAMPLES;
  }

  /** Forgets all samples. */
  public synchronized void restart() {
    started = true;
    Arrays.fill(perSecond, 0);
    lastCount = counter.getAsLong();
    lastNanos = nanoTime.getAsLong();
  }
}
