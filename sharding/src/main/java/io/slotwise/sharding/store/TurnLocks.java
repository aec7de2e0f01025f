package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.lock.LockTables;
import io.slotwise.sharding.lock.LockTransaction;

/** What the holder of a turn may touch in spite of the locks of transactions. */
final class TurnLocks {

  private final LockTables locks;

  /** Whose locks are not in the way; null for who has none. */
  private LockTransaction holder;

  /** Whether only locks protect what is touched, as the turn is given back before the commit. */
  private boolean onlyLocked;

  TurnLocks(LockTables locks) {
    this.locks = locks;
  }

  /** A command of somebody without locks. */
  void begin() {
    holder = null;
    onlyLocked = false;
  }

  /**
   * A command of somebody who has locks.
   *
   * @param outlivesTurn whether it goes on when the turn is given back
   */
  void begin(LockTransaction lockHolder, boolean outlivesTurn) {
    holder = lockHolder;
    onlyLocked = outlivesTurn;
  }

  /** Whether it takes a closer look at a key of the slot. */
  boolean matterIn(int slot) {
    return holder != null || !locks.isFree(slot);
  }

  /**
   * The closer look.
   *
   * @throws KeyLocked if somebody else's lock is in the way
   * @throws MoreLocks if the key should be locked and is not
   */
  void check(int slot, int database, Bytes key, boolean forWriting) {
    if (locks.forbid(holder, slot, database, key, forWriting)) {
      throw new KeyLocked(database, key);
    }
    if (!cover(slot, database, key, forWriting)) {
      throw new MoreLocks(slot);
    }
  }

  /** Whether the key may be changed. */
  boolean allowChange(int slot, int database, Bytes key) {
    return !matterIn(slot)
        || !locks.forbid(holder, slot, database, key, true) && cover(slot, database, key, true);
  }

  /** Whether the key is locked, where it has to be. */
  boolean cover(int slot, int database, Bytes key, boolean forWriting) {
    return !onlyLocked || holder.footprint().covers(slot, database, key, forWriting);
  }
}
