package io.slotwise.sharding.store;

import java.util.function.LongSupplier;

/**
 * Slows writers down when memory holds more that is not on disk than it should. The delay grows
 * from nothing with the square of the overshoot, so that writers settle at the pace of the disk
 * mostly without running into the wall behind it: where the hard bound is reached, they wait.
 */
final class WriteThrottle {

  private static final long DELAY_AT_HARD_NANOS = 20_000_000;

  private final LongSupplier unwrittenBytes;
  private final long softBytes;
  private final long hardBytes;

  /**
   * @param unwrittenBytes heap that can be had back only once it is on disk
   */
  WriteThrottle(LongSupplier unwrittenBytes, long softBytes, long hardBytes) {
    this.unwrittenBytes = unwrittenBytes;
    this.softBytes = softBytes;
    this.hardBytes = Math.max(softBytes + 1, hardBytes);
  }

  /** How long a batch of writes should be held up now; 0 when all is well. */
  long delayNanos() {
    long overBytes = unwrittenBytes.getAsLong() - softBytes;
    if (overBytes <= 0) {
      return 0;
    }
    double share = Math.min(1, (double) overBytes / (hardBytes - softBytes));
    return (long) (share * share * DELAY_AT_HARD_NANOS);
  }

  /** Whether no batch of writes should be begun before this is false. */
  boolean isFull() {
    return unwrittenBytes.getAsLong() >= hardBytes;
  }
}
