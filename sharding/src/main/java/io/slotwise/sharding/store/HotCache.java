package io.slotwise.sharding.store;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes of heap the entries of all tables take, and how many they may. Whoever adds an
 * entry while the bound is passed throws others out of the same table; {@link HotCacheSweep} sees
 * to tables that nobody adds to.
 */
final class HotCache {

  /** What share of the cache one entry may take that is only remembered: 1 / this. */
  private static final long LARGEST_PART = 100;

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

  /**
   * Whether an entry leaves as soon as it is on disk, for many others that it would throw out. It
   * also is so large, where the heap is small, that it would not be moved there, and in the end
   * leave no room in one piece for the next of its kind.
   */
  boolean isTooLargeToStay(long bytes) {
    return bytes > limitBytes / LARGEST_PART;
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
