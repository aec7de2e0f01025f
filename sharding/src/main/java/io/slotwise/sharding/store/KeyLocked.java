package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.lock.Footprint;

/**
 * A command has met a key that a transaction of somebody else has locked. Whoever runs it rolls it
 * back, gives back what turns are held, and runs it again once the lock is to be had.
 */
public final class KeyLocked extends RunAgain {

  private static final long serialVersionUID = 1;

  private final transient int database;
  private final transient Bytes key;

  KeyLocked(int database, Bytes key) {
    super("the key is locked");
    this.database = database;
    this.key = key.compact();
  }

  /** Adds the key to what is to be locked the next time: nobody knows what will be done to it. */
  public void addTo(Footprint footprint) {
    footprint.key(database, key, true);
  }
}
