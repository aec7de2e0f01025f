package io.slotwise.sharding.store.rocks;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A walk over keys in order, on the state of the moment when it was opened or refreshed. */
public final class RocksCursor implements AutoCloseable {

  private final RocksIterator iterator;
  private final String dir;

  RocksCursor(RocksIterator iterator, String dir) {
    this.iterator = iterator;
    this.dir = dir;
  }

  /** Moves to the first key that is not less. */
  public void seek(byte[] key) {
    iterator.seek(key);
  }

  /**
   * Whether there is a key here.
   *
   * @throws RocksFailure when the walk ended because of an error
   */
  public boolean isValid() {
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw RocksFailure.of("reading a range", dir, e);
    }
    return false;
  }

  public void next() {
    iterator.next();
  }

  public byte[] key() {
    return iterator.key();
  }

  public byte[] value() {
    return iterator.value();
  }

  /** Copies the front of the value, as much as fits. */
  public void valueHead(byte[] target) {
    iterator.value(target);
  }

  /** Looks at the state of now. Seek again afterwards. */
  public void refresh() {
    try {
      iterator.refresh();
    } catch (RocksDBException e) {
      throw RocksFailure.of("refreshing a cursor", dir, e);
    }
  }

  @Override
  public void close() {
    iterator.close();
  }
}
