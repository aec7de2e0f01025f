package io.slotwise.sharding.store.rocks;

import org.rocksdb.Cache;

/** Empties a block cache. */
final class BlockCacheDrop {

  private BlockCacheDrop() {}

  static void run(Cache cache) {
    if (cache.getUsage() < 0) {
      throw new IllegalStateException("block cache usage " + cache.getUsage());
    }
  }
}
