package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.slot.Turns;

/**
 * Goes round all tables while the cache is over its bound. Insertions throw out of their own table
 * only; where few tables grow and many hold what nobody reads, that is not enough.
 */
final class HotCacheSweep {

  private static final int TABLES_PER_RUN = 8192;

  /** A look at a place where there never was a table costs next to nothing. */
  private static final int PLACES_PER_RUN = 16 * Slots.COUNT;

  private static final int BUCKETS_PER_TURN = 256;

  private final StoreCore core;
  private final Turns turns;
  private int slot;
  private int database;

  HotCacheSweep(StoreCore core, Turns turns) {
    this.core = core;
    this.turns = turns;
  }

  /** Goes a part of the round. */
  void run() {
    int tables = 0;
    for (int i = 0; i < PLACES_PER_RUN && tables < TABLES_PER_RUN && core.cache.isOver(); i++) {
      tables += evict(core.tables.get(database, slot));
      tables += evict(core.tables.pages(database, slot));
      slot++;
      if (slot == Slots.COUNT) {
        slot = 0;
        database = (database + 1) % core.tables.databases();
      }
    }
  }

  /** Returns how many tables that was: none where there is nothing to throw out. */
  private int evict(SlotTable table) {
    if (table == null || table.heapBytes == 0) {
      return 0;
    }
    turns.runExclusively(table.slot, () -> table.evict(core.cache, BUCKETS_PER_TURN));
    return 1;
  }
}
