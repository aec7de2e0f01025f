package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.slot.Turns;

/**
 * Goes round all tables while the cache is over its bound. Insertions throw out of their own table
 * only; where few tables grow and many hold what nobody reads, that is not enough.
 */
final class HotCacheSweep {

  private static final int TABLES_PER_RUN = 4096;
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
    for (int i = 0; i < TABLES_PER_RUN && core.cache.isOver(); i++) {
      evict(core.tables.get(database, slot));
      evict(core.tables.pages(database, slot));
      slot++;
      if (slot == Slots.COUNT) {
        slot = 0;
        database = (database + 1) % core.tables.databases();
      }
    }
  }

  private void evict(SlotTable table) {
    if (table != null && table.heapBytes > 0) {
      turns.runExclusively(table.slot, () -> table.evict(core.cache, BUCKETS_PER_TURN));
    }
  }
}
