package io.slotwise.sharding.store.rocks;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * How RocksDB is set up, and the native objects behind it.
 *
 * <p>No write-ahead log: the journal is that. One column family: then what survives a crash is
 * always a prefix of what was written, without atomic flushes. Stalls come late, because the only
 * writer is the materialiser, and the store slows its own writers long before.
 */
final class RocksOptions implements AutoCloseable {

  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final long BLOCK_BYTES = 8 << 10;
  private static final int L0_COMPACTION_FILES = 4;
  private static final int L0_SLOWDOWN_FILES = 30;
  private static final int L0_STOP_FILES = 60;
  private static final long PENDING_SOFT_BYTES = 128L << 30;
  private static final long PENDING_HARD_BYTES = 512L << 30;
  private static final long SYNC_STEP_BYTES = 1 << 20;
  private static final long INFO_LOG_BYTES = 8 << 20;

  final Cache blockCache;
  final Options options;
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);

  RocksOptions(RocksSettings settings) {
    blockCache = new LRUCache(settings.blockCacheBytes());
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(blockCache)
            .setBlockSize(BLOCK_BYTES)
            .setFilterPolicy(bloom)
            .setWholeKeyFiltering(true)
            .setOptimizeFiltersForMemory(false)
            // Index and filters stay in memory with their files, so a miss costs no disk.
            .setCacheIndexAndFilterBlocks(false)
            .setChecksumType(ChecksumType.kXXH3)
            .setFormatVersion(6);
    options =
        new Options()
            .setCreateIfMissing(true)
            .setTableFormatConfig(table)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setBottommostCompressionType(CompressionType.LZ4_COMPRESSION)
            .setLevelCompactionDynamicLevelBytes(true)
            .setMaxOpenFiles(-1)
            .setMaxBackgroundJobs(settings.backgroundJobs())
            .setWriteBufferSize(settings.writeBufferBytes())
            .setMaxWriteBufferNumber(settings.writeBuffers())
            .setTargetFileSizeBase(settings.writeBufferBytes())
            .setMaxBytesForLevelBase(4 * settings.writeBufferBytes())
            .setLevel0FileNumCompactionTrigger(L0_COMPACTION_FILES)
            .setLevel0SlowdownWritesTrigger(L0_SLOWDOWN_FILES)
            .setLevel0StopWritesTrigger(L0_STOP_FILES)
            .setSoftPendingCompactionBytesLimit(PENDING_SOFT_BYTES)
            .setHardPendingCompactionBytesLimit(PENDING_HARD_BYTES)
            // One writer: inserting needs no atomic operations.
            .setAllowConcurrentMemtableWrite(false)
            .setBytesPerSync(SYNC_STEP_BYTES)
            .setAvoidFlushDuringShutdown(true)
            .setStatsDumpPeriodSec(0)
            .setStatsPersistPeriodSec(0)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setMaxLogFileSize(INFO_LOG_BYTES)
            .setKeepLogFileNum(2);
  }

  @Override
  public void close() {
    options.close();
    blockCache.close();
    bloom.close();
  }
}
