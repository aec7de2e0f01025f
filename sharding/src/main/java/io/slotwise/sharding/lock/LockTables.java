package io.slotwise.sharding.lock;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.slot.Turns;
import java.util.List;

/**
 * The lock tables of a node, each touched in the turn of its slot, and before them the line of all
 * transactions that lock anything: there one that locks everything waits until it is alone.
 *
 * <p>A slot without locks has no table, so that whoever holds its turn finds out with one look.
 */
public final class LockTables implements LockParticipants {

  private final Turns turns;
  private final LockTable[] tables = new LockTable[Slots.COUNT];

  /** Who locks anything, shared, and who locks everything, exclusively; guarded by itself. */
  private final LockTable node = new LockTable();

  private final LockWaits waits = new LockWaits();

  /** Who has everything; set before it waits for the last turns that were under way. */
  private volatile LockTransaction sole;

  public LockTables(Turns turns) {
    this.turns = turns;
  }

  /** A transaction that has and waits for nothing yet. */
  public LockTransaction newTransaction(Footprint footprint) {
    return new LockTransaction(this, footprint, waits);
  }

  public LockWaits waits() {
    return waits;
  }

  // ---- what commands ask, in the turn of the slot

  /** Whether nothing in the slot is locked: the cheap look. */
  public boolean isFree(int slot) {
    return tables[slot] == null && sole == null;
  }

  /**
   * Whether somebody else's lock forbids to read a key, or also to write it.
   *
   * @param asking null for who has no locks
   */
  public boolean forbid(
      LockTransaction asking, int slot, int database, Bytes key, boolean forWriting) {
    LockTransaction alone = sole;
    if (alone != null) {
      // What it may still meet are locks of transactions that have ended and wait for the slot's
      // turn to take them out.
      return alone != asking;
    }
    LockTable table = tables[slot];
    return table != null && table.forbids(asking, new KeyName(database, key), forWriting);
  }

  // ---- participants

  @Override
  public boolean request(int slot, LockTransaction transaction) {
    if (slot == NODE) {
      return requestNode(transaction);
    }
    if (turns.tryTake(slot)) {
      try {
        return enter(slot, transaction);
      } finally {
        turns.release(slot);
      }
    }
    turns.request(
        slot,
        () -> {
          boolean granted;
          try {
            granted = enter(slot, transaction);
          } finally {
            turns.release(slot);
          }
          if (granted) {
            transaction.granted();
          }
        });
    return false;
  }

  private boolean enter(int slot, LockTransaction transaction) {
    // It may have ended while the turn was waited for; then its release has come by already, or
    // will find nothing.
    return !transaction.isEnded()
        && table(slot).enter(transaction, transaction.footprint().of(slot));
  }

  private LockTable table(int slot) {
    LockTable table = tables[slot];
    if (table == null) {
      table = new LockTable();
      tables[slot] = table;
    }
    return table;
  }

  @Override
  public void release(int slot, LockTransaction transaction) {
    if (slot == NODE) {
      releaseNode(transaction);
      return;
    }
    if (turns.tryTake(slot)) {
      releaseInTurn(slot, transaction);
    } else {
      turns.request(slot, () -> releaseInTurn(slot, transaction));
    }
  }

  private void releaseInTurn(int slot, LockTransaction transaction) {
    List<LockTransaction> granted;
    try {
      granted = leave(slot, transaction);
    } finally {
      turns.release(slot);
    }
    granted.forEach(LockTransaction::granted);
  }

  private List<LockTransaction> leave(int slot, LockTransaction transaction) {
    LockTable table = tables[slot];
    if (table == null) {
      return List.of();
    }
    List<LockTransaction> granted = table.leave(transaction);
    if (table.isEmpty()) {
      tables[slot] = null;
    }
    return granted;
  }

  // ---- everything

  private boolean requestNode(LockTransaction transaction) {
    boolean everything = transaction.footprint().isEverything();
    synchronized (node) {
      if (!node.enter(transaction, Intents.whole(everything))) {
        return false;
      }
      if (everything) {
        sole = transaction;
      }
    }
    return !everything || turnsUnderWayAreOver(0, transaction);
  }

  private void releaseNode(LockTransaction transaction) {
    List<LockTransaction> granted;
    synchronized (node) {
      granted = node.leave(transaction);
      if (sole == transaction) {
        sole = null;
      }
      for (LockTransaction next : granted) {
        if (next.footprint().isEverything()) {
          sole = next;
        }
      }
    }
    for (LockTransaction next : granted) {
      if (!next.footprint().isEverything() || turnsUnderWayAreOver(0, next)) {
        next.granted();
      }
    }
  }

  /**
   * Whoever took a turn before {@link #sole} was set may not have seen it: everything is locked
   * once each of these turns has been given back.
   *
   * @return false if one is still under way: the transaction is told later
   */
  private boolean turnsUnderWayAreOver(int fromSlot, LockTransaction transaction) {
    for (int slot = fromSlot; slot < Slots.COUNT; slot++) {
      if (!turns.isIdle(slot)) {
        int busy = slot;
        turns.request(
            slot,
            () -> {
              turns.release(busy);
              if (turnsUnderWayAreOver(busy + 1, transaction)) {
                transaction.granted();
              }
            });
        return false;
      }
    }
    return true;
  }
}
