package io.slotwise.sharding.store.rocks;

/**
 * How long flushes of the memtable have taken.
 *
 * @param lastEndedAtMs Unix time; of the opening before the first flush
 */
public record FlushTimes(long count, long lastNanos, long totalNanos, long lastEndedAtMs) {

  static FlushTimes since(long openedAtMs) {
    return new FlushTimes(0, 0, 0, openedAtMs);
  }

  FlushTimes plus(long nanos, long endedAtMs) {
    return new FlushTimes(count + 1, nanos, totalNanos + nanos, endedAtMs);
  }
}
