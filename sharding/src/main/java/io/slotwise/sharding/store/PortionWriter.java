package io.slotwise.sharding.store;

import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.store.rocks.RocksBatch;
import io.slotwise.sharding.store.rocks.RocksCursor;
import io.slotwise.sharding.store.rocks.RocksStore;

/** Turns a portion into changes of RocksDB. Used by the materialiser's thread only. */
final class PortionWriter {

  /** Fewer keys than this are deleted one by one: a range tombstone slows down reads. */
  private static final long POINT_DELETES_MAX = 64;

  private static final byte[] NOTHING = new byte[0];

  private final RocksStore rocks;
  private final byte[] head = new byte[StoredValue.HEADER_BYTES];

  PortionWriter(RocksStore rocks) {
    this.rocks = rocks;
  }

  /**
   * Adds the portion to the batch.
   *
   * @param diskIsEmpty whether everything on disk has been deleted in this round
   * @return what the disk holds of the table once the batch is written
   */
  KeyCounters write(Portion portion, RocksBatch batch, boolean diskIsEmpty) {
    SlotTable table = portion.table;
    KeyCounters counters = new KeyCounters();
    if (portion.wipe) {
      if (!diskIsEmpty) {
        deleteAll(table, batch);
      }
    } else {
      counters.set(table.disk);
    }
    for (int i = 0; i < portion.count; i++) {
      if (portion.diskIsUnknown(i)) {
        lookUp(portion, i);
      }
      writeEntry(portion, i, batch, counters);
    }
    byte[] key = StoreKeys.counters(table.slot, table.database);
    if (counters.keys == 0) {
      batch.delete(key);
    } else {
      batch.put(key, counters.encode());
    }
    return counters;
  }

  private void lookUp(Portion portion, int index) {
    Entry entry = portion.entries[index];
    boolean present = rocks.getHead(StoreKeys.entry(portion.table, entry.hash, entry.key), head);
    portion.settle(index, present, present ? StoredValue.expireAtMs(head) : Value.NO_EXPIRY);
  }

  private void writeEntry(Portion portion, int index, RocksBatch batch, KeyCounters counters) {
    SlotTable table = portion.table;
    Entry entry = portion.entries[index];
    Value value = portion.values[index];
    boolean had = portion.diskHas(index);
    long hadExpireAtMs = had ? portion.diskExpireAtMs[index] : Value.NO_EXPIRY;
    long expireAtMs = value == null ? Value.NO_EXPIRY : value.expireAtMs();
    if (had) {
      counters.change(-1, hadExpireAtMs);
    }
    counters.add(value);
    if (value != null) {
      batch.put(
          StoreKeys.entry(table, entry.hash, entry.key),
          StoredValue.encode(value, portion.positions[index]));
    } else if (had) {
      batch.delete(StoreKeys.entry(table, entry.hash, entry.key));
    }
    if (hadExpireAtMs != expireAtMs) {
      if (hadExpireAtMs != Value.NO_EXPIRY) {
        batch.delete(StoreKeys.expiry(table, hadExpireAtMs, entry.key));
      }
      if (expireAtMs != Value.NO_EXPIRY) {
        batch.put(StoreKeys.expiry(table, expireAtMs, entry.key), NOTHING);
      }
    }
  }

  private void deleteAll(SlotTable table, RocksBatch batch) {
    if (table.disk.keys > POINT_DELETES_MAX) {
      for (int kind : new int[] {StoreKeys.KIND_ENTRY, StoreKeys.KIND_EXPIRY}) {
        batch.deleteRange(
            StoreKeys.prefix(table.slot, kind, table.database),
            StoreKeys.prefixEnd(table.slot, kind, table.database));
      }
    } else if (table.disk.keys > 0) {
      deleteOneByOne(table, StoreKeys.KIND_ENTRY, batch);
      deleteOneByOne(table, StoreKeys.KIND_EXPIRY, batch);
    }
  }

  private void deleteOneByOne(SlotTable table, int kind, RocksBatch batch) {
    try (RocksCursor cursor = rocks.cursor()) {
      cursor.seek(StoreKeys.prefix(table.slot, kind, table.database));
      while (cursor.isValid()) {
        byte[] key = cursor.key();
        if (!StoreKeys.hasPrefix(key, table.slot, kind, table.database)) {
          return;
        }
        batch.delete(key);
        cursor.next();
      }
    }
  }
}
