package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.store.rocks.RocksBatch;
import io.slotwise.sharding.store.rocks.RocksCursor;
import io.slotwise.sharding.store.rocks.RocksStore;

/** Turns a portion into changes of RocksDB. Used by the materialiser's thread only. */
final class PortionWriter {

  /** Fewer keys than this are deleted one by one: a range tombstone slows down reads. */
  private static final long POINT_DELETES_MAX = 64;

  private static final int[] KINDS_OF_KEYS = {
    StoreKeys.KIND_ENTRY, StoreKeys.KIND_EXPIRY, StoreKeys.KIND_UPKEEP
  };

  private static final byte[] NOTHING = new byte[0];

  /** There may be pages on disk. */
  static final KeyCounters SOME_PAGES = new KeyCounters();

  static {
    SOME_PAGES.keys = 1;
  }

  private final RocksStore rocks;
  private final byte[] head = new byte[StoredValue.PAGED_HEAD_BYTES];

  private final Upkeep upkeep;
  private final Burials burials;

  /** Told of collections that were overwritten by somebody who had not looked. */
  interface Burials {
    void bury(int slotOfPages, int database, PagedHeader collection);
  }

  PortionWriter(RocksStore rocks, Upkeep upkeep, Burials burials) {
    this.rocks = rocks;
    this.upkeep = upkeep;
    this.burials = burials;
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
    if (table.holdsPages) {
      writePages(portion, batch, counters);
    } else {
      writeKeys(portion, batch, counters);
    }
    if (counters.keys == 0) {
      batch.delete(StoreKeys.counters(table));
    } else if (!table.holdsPages || table.disk.keys == 0 || portion.wipe) {
      batch.put(StoreKeys.counters(table), counters.encode());
    }
    return counters;
  }

  private void writePages(Portion portion, RocksBatch batch, KeyCounters counters) {
    SlotTable table = portion.table;
    for (PagedHeader collection : portion.dropped) {
      drop(table.slot, table.database, collection, batch);
    }
    for (int i = 0; i < portion.count; i++) {
      Entry entry = portion.entries[i];
      Value value = portion.values[i];
      if (value != null) {
        batch.put(
            StoreKeys.entry(table, entry.hash, entry.key),
            StoredValue.encode(value, portion.positions[i]));
        counters.set(SOME_PAGES);
      } else if (portion.diskHas(i)) {
        batch.delete(StoreKeys.entry(table, entry.hash, entry.key));
      }
    }
  }

  /** Deletes the pages of a collection. */
  private static void drop(int slot, int database, PagedHeader collection, RocksBatch batch) {
    long number = collection.collection();
    if (collection.lastPage() < 0
        || collection.buckets() < 0
        || (long) collection.lastPage() + collection.buckets() > POINT_DELETES_MAX) {
      batch.deleteRange(
          StoreKeys.collection(slot, database, number),
          StoreKeys.collectionEnd(slot, database, number));
      return;
    }
    for (int page = 1; page <= collection.lastPage(); page++) {
      batch.delete(StoreKeys.page(slot, database, PageKeys.of(number, page)));
    }
    for (int bucket = 0; bucket < collection.buckets(); bucket++) {
      batch.delete(
          StoreKeys.page(slot, database, PageKeys.of(number, PagedHeader.FIRST_BUCKET + bucket)));
    }
  }

  private void writeKeys(Portion portion, RocksBatch batch, KeyCounters counters) {
    for (int i = 0; i < portion.count; i++) {
      if (portion.diskIsUnknown(i)) {
        lookUp(portion, i, batch);
      }
      writeEntry(portion, i, batch, counters);
    }
  }

  private void lookUp(Portion portion, int index, RocksBatch batch) {
    Entry entry = portion.entries[index];
    head[StoredValue.HEADER_BYTES] = PagedHeader.WHOLE;
    boolean present = rocks.getHead(StoreKeys.entry(portion.table, entry.hash, entry.key), head);
    portion.settle(index, present, present ? StoredValue.expireAtMs(head) : Value.NO_EXPIRY);
    PagedHeader buried =
        present
            ? StoredValue.buriedBy(portion.values[index], portion.positions[index], head)
            : null;
    if (buried != null) {
      // With the write that buries it, so that no crash can part them.
      int slotOfPages = buried.slotOfPages(portion.table.slot);
      drop(slotOfPages, portion.table.database, buried, batch);
      burials.bury(slotOfPages, portion.table.database, buried);
    }
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
      long dueAtMs = upkeep.dueAtMs(value);
      if (dueAtMs != Upkeep.NEVER) {
        batch.put(StoreKeys.timed(StoreKeys.KIND_UPKEEP, table, dueAtMs, entry.key), NOTHING);
      }
    } else if (had) {
      batch.delete(StoreKeys.entry(table, entry.hash, entry.key));
    }
    if (hadExpireAtMs != expireAtMs) {
      if (hadExpireAtMs != Value.NO_EXPIRY) {
        batch.delete(StoreKeys.timed(StoreKeys.KIND_EXPIRY, table, hadExpireAtMs, entry.key));
      }
      if (expireAtMs != Value.NO_EXPIRY) {
        batch.put(StoreKeys.timed(StoreKeys.KIND_EXPIRY, table, expireAtMs, entry.key), NOTHING);
      }
    }
  }

  private void deleteAll(SlotTable table, RocksBatch batch) {
    if (table.holdsPages) {
      if (table.disk.keys > 0) {
        batch.deleteRange(
            StoreKeys.prefix(table.slot, StoreKeys.KIND_PAGE, table.database),
            StoreKeys.prefixEnd(table.slot, StoreKeys.KIND_PAGE, table.database));
      }
    } else if (table.disk.keys > POINT_DELETES_MAX) {
      for (int kind : KINDS_OF_KEYS) {
        batch.deleteRange(
            StoreKeys.prefix(table.slot, kind, table.database),
            StoreKeys.prefixEnd(table.slot, kind, table.database));
      }
    } else if (table.disk.keys > 0) {
      for (int kind : KINDS_OF_KEYS) {
        deleteOneByOne(table, kind, batch);
      }
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
