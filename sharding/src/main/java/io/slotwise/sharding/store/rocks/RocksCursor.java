package io.slotwise.sharding.store.rocks;

import java.util.function.BiFunction;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A walk over keys in order, on the state of the moment when it was opened or refreshed. */
public final class RocksCursor implements AutoCloseable {

  private final RocksIterator iterator;
  private final BiFunction<String, RocksDBException, RocksFailure> failed;

  /**
   * @param failed makes what is thrown, given what could not be done
   */
  RocksCursor(RocksIterator iterator, BiFunction<String, RocksDBException, RocksFailure> failed) {
    this.iterator = iterator;
    this.failed = failed;
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
      throw failed.apply("reading a range", e);
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
      throw failed.apply("refreshing a cursor", e);
    }
  }

  @Override
  public void close() {
    iterator.close();
  }
}
