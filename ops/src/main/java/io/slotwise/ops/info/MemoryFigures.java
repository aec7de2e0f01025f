package io.slotwise.ops.info;

import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.StoreStats;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the memory of the process is. What Redis calls used memory is here: the heap in use
 * (garbage that has not been collected included), direct buffers, and what RocksDB holds (block
 * cache and memtables). Usable from any thread.
 */
public final class MemoryFigures {

  /** Figures of the store that are memory outside of the heap. */
  private static final List<String> NATIVE = List.of("block_cache_bytes", "memtable_bytes");

  private final DataStore store;
  private final AtomicLong peakBytes = new AtomicLong();
  private final long startBytes;

  public MemoryFigures(DataStore store) {
    this.store = store;
    this.startBytes = heap().getUsed();
  }

  /**
   * Used memory in bytes. It also remembers the peak, so whoever calls it often has a better one.
   */
  public long usedBytes() {
    long used = heap().getUsed() + directBytes() + nativeBytes();
    peakBytes.accumulateAndGet(used, Math::max);
    return used;
  }

  /** The highest used memory seen so far, in bytes. */
  public long peakBytes() {
    return Math.max(peakBytes.get(), usedBytes());
  }

  /** The heap in use when the node started, in bytes. */
  public long startBytes() {
    return startBytes;
  }

  /** What RocksDB holds outside of the heap, in bytes. */
  public long nativeBytes() {
    StoreStats stats = store.stats();
    Map<String, Object> rocksdb = stats.group("rocksdb");
    long bytes = 0;
    for (String name : NATIVE) {
      if (rocksdb.get(name) instanceof Number number) {
        bytes += Math.max(0, number.longValue());
      }
    }
    return bytes;
  }

  /** Buffers outside of the heap that the JVM knows of, in bytes. */
  public long directBytes() {
    long bytes = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("direct")) {
        bytes += pool.getMemoryUsed();
      }
    }
    return bytes;
  }

  /** The heap. */
  public MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }
}
