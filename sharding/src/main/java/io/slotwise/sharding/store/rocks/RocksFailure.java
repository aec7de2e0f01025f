package io.slotwise.sharding.store.rocks;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** RocksDB could not do what it was asked. The message says what an operator can do. */
public final class RocksFailure extends RuntimeException {

  private final boolean corruption;

  private RocksFailure(String message, boolean corruption, RocksDBException cause) {
    super(message, cause);
    this.corruption = corruption;
  }

  /** Whether data on disk is damaged: trying again does not help. */
  public boolean isCorruption() {
    return corruption;
  }

  static RocksFailure of(String what, String dir, RocksDBException cause) {
    Status status = cause.getStatus();
    boolean corruption = status != null && status.getCode() == Status.Code.Corruption;
    String advice =
        corruption
            ? ". The data in "
                + dir
                + " is damaged: stop the node, keep a copy of the folder, check the disk, and"
                + " restore a backup"
            : "";
    return new RocksFailure(what + " failed: " + cause.getMessage() + advice, corruption, cause);
  }
}
