package io.slotwise.sharding.store.rocks;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.Cache;
import org.rocksdb.Env;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksMemEnv;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;

/**
 * Empties a block cache. The Java interface has no call for that, but a cache gives way to the
 * memtables that are charged to it: so databases that live in memory ask for memtables twice as
 * large as the cache, whose pages are never touched, and go away again.
 */
final class BlockCacheDrop {

  private static final long ARENA_BYTES_MAX = 1 << 30;

  /** What is charged beyond twice the cache: the parts of a small cache fill unevenly. */
  private static final long MORE_BYTES = 32 << 20;

  /** Large enough that a memtable takes its first arena for it. */
  private static final int VALUE_BYTES = 16 << 10;

  private BlockCacheDrop() {}

  static void run(Cache cache, long cacheBytes) {
    long chargeBytes = 2 * cacheBytes + MORE_BYTES;
    Deque<RocksDB> databases = new ArrayDeque<>();
    try (RocksMemEnv memory = new RocksMemEnv(Env.getDefault());
        WriteBufferManager charged = new WriteBufferManager(2 * chargeBytes, cache);
        Options options =
            new Options()
                .setCreateIfMissing(true)
                .setEnv(memory)
                .setWriteBufferManager(charged)
                .setWriteBufferSize(2 * chargeBytes)
                .setArenaBlockSize(Math.min(ARENA_BYTES_MAX, chargeBytes));
        WriteOptions noLog = new WriteOptions().setDisableWAL(true)) {
      try {
        for (long bytes = 0; bytes < chargeBytes; bytes += options.arenaBlockSize()) {
          databases.push(RocksDB.open(options, "/charge-" + databases.size()));
          databases.peek().put(noLog, new byte[1], new byte[VALUE_BYTES]);
        }
      } finally {
        databases.forEach(RocksDB::close);
      }
    } catch (RocksDBException e) {
      throw RocksFailure.of("emptying the block cache", "memory", e);
    }
  }
}
