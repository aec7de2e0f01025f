package io.slotwise.sharding.store;

/**
 * Slows writers down when memory holds more that is not on disk than it should. The delay grows
 * from nothing with the square of the overshoot, so that writers settle at the pace of the disk
 * without ever running into a wall.
 */
final class WriteThrottle {

  private static final long DELAY_AT_HARD_NANOS = 20_000_000;
  private static final long DELAY_MAX_NANOS = 50_000_000;

  private final SlotTables tables;
  private final long softBytes;
  private final double roomBytes;

  WriteThrottle(SlotTables tables, long softBytes, long hardBytes) {
    this.tables = tables;
    this.softBytes = softBytes;
    this.roomBytes = Math.max(1, hardBytes - softBytes);
  }

  /** How long a batch of writes should be held up now; 0 when all is well. */
  long delayNanos() {
    long overBytes = tables.dirtyBytes() - softBytes;
    if (overBytes <= 0) {
      return 0;
    }
    double share = overBytes / roomBytes;
    return (long) Math.min(DELAY_MAX_NANOS, share * share * DELAY_AT_HARD_NANOS);
  }
}
