package io.slotwise.sharding.store.rocks;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Changes that reach RocksDB together. Later ones win over earlier ones. */
public final class RocksBatch implements AutoCloseable {

  final WriteBatch batch = new WriteBatch();
  private final String dir;

  RocksBatch(String dir) {
    this.dir = dir;
  }

  public void put(byte[] key, byte[] value) {
    try {
      batch.put(key, value);
    } catch (RocksDBException e) {
      throw RocksFailure.of("filling a batch", dir, e);
    }
  }

  public void delete(byte[] key) {
    try {
      batch.delete(key);
    } catch (RocksDBException e) {
      throw RocksFailure.of("filling a batch", dir, e);
    }
  }

  /** Deletes keys from {@code from} (inclusive) to {@code to} (exclusive). */
  public void deleteRange(byte[] from, byte[] to) {
    try {
      batch.deleteRange(from, to);
    } catch (RocksDBException e) {
      throw RocksFailure.of("filling a batch", dir, e);
    }
  }

  public long sizeBytes() {
    return batch.getDataSize();
  }

  public boolean isEmpty() {
    return batch.count() == 0;
  }

  public void clear() {
    batch.clear();
  }

  @Override
  public void close() {
    batch.close();
  }
}
