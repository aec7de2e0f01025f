package io.slotwise.sharding.store.rocks;

/**
 * @param blockCacheBytes uncompressed blocks of SST files kept in memory
 * @param writeBufferBytes size of one memtable
 * @param writeBuffers how many memtables there may be, those being flushed included
 * @param backgroundJobs threads for flushes and compactions together
 */
public record RocksSettings(
    long blockCacheBytes, long writeBufferBytes, int writeBuffers, int backgroundJobs) {}
