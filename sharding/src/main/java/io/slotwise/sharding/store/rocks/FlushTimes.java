package io.slotwise.sharding.store.rocks;

/** How many memtables were flushed, and how long it took. */
public record FlushTimes(long count, long lastNanos, long totalNanos) {

  static final FlushTimes NONE = new FlushTimes(0, 0, 0);

  FlushTimes plus(long nanos) {
    return new FlushTimes(count + 1, nanos, totalNanos + nanos);
  }
}
