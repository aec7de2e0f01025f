package io.slotwise.sharding.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes of heap the entries of all tables take, and how many they may. Whoever adds an
 * entry while the bound is passed throws others out of the same table; {@link HotCacheSweep} sees
 * to tables that nobody adds to.
 */
final class HotCache {

  private final AtomicLong usedBytes = new AtomicLong();
  private final LongAdder evictions = new LongAdder();
  private volatile long limitBytes;

  HotCache(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  void add(long bytes) {
    if (bytes != 0) {
      usedBytes.addAndGet(bytes);
    }
  }

  boolean isOver() {
    return isOver(0);
  }

  /** Whether it is still too much after so much has been freed that is not booked yet. */
  boolean isOver(long freedBytes) {
    return usedBytes.get() - freedBytes > limitBytes;
  }

  long usedBytes() {
    return usedBytes.get();
  }

  long limitBytes() {
    return limitBytes;
  }

  void setLimitBytes(long bytes) {
    limitBytes = bytes;
  }

  void countEviction() {
    evictions.increment();
  }

  long evictions() {
    return evictions.sum();
  }
}
