package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.replication.SlotRange;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * The tables of all slots and databases, the queue of those that have something for the
 * materialiser, and when keys of each expire next.
 */
final class SlotTables {

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final SlotTable[][] tables;
  private final SlotTable[][] pages;
  private final long[][] nextExpiryAtMs;
  private final Queue<SlotTable> dirty = new ConcurrentLinkedQueue<>();
  private final AtomicLong dirtyBytes = new AtomicLong();

  SlotTables(int databases) {
    tables = new SlotTable[databases][Slots.COUNT];
    pages = new SlotTable[databases][Slots.COUNT];
    nextExpiryAtMs = new long[databases][Slots.COUNT];
    for (long[] database : nextExpiryAtMs) {
      Arrays.fill(database, Long.MAX_VALUE);
    }
  }

  int databases() {
    return tables.length;
  }

  /** The tables of a database by slot; null where there never was a key. */
  SlotTable[] ofDatabase(int database) {
    return tables[database];
  }

  /** Those that there are, of some slots. */
  List<SlotTable> ofDatabase(int database, IntPredicate slots) {
    List<SlotTable> found = new ArrayList<>();
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      if (tables[database][slot] != null && slots.test(slot)) {
        found.add(tables[database][slot]);
      }
    }
    return found;
  }

  SlotTable get(int database, int slot) {
    return tables[database][slot];
  }

  /** The table, made if need be, in the slot's turn. */
  SlotTable getOrCreate(int database, int slot) {
    SlotTable table = tables[database][slot];
    if (table == null) {
      table = new SlotTable(slot, database, false);
      tables[database][slot] = table;
    }
    return table;
  }

  /** The table of the pages of collections, or null where there never was one. */
  SlotTable pages(int database, int slot) {
    return pages[database][slot];
  }

  /** The same, made if need be, in the slot's turn. */
  SlotTable getOrCreatePages(int database, int slot) {
    SlotTable table = pages[database][slot];
    if (table == null) {
      table = new SlotTable(slot, database, true);
      pages[database][slot] = table;
    }
    return table;
  }

  /**
   * Visits the tables that there are, those of keys and those of pages.
   *
   * @param database -1 for all
   */
  void forEach(int database, Consumer<SlotTable> visitor) {
    forEach(database, SlotRange.ALL, visitor);
  }

  /** The same for the tables of these slots only. */
  void forEach(int database, SlotRange slots, Consumer<SlotTable> visitor) {
    int first = database < 0 ? 0 : database;
    int last = database < 0 ? tables.length - 1 : database;
    for (int i = first; i <= last; i++) {
      for (int slot = slots.first(); slot <= slots.last(); slot++) {
        if (tables[i][slot] != null) {
          visitor.accept(tables[i][slot]);
        }
        if (pages[i][slot] != null) {
          visitor.accept(pages[i][slot]);
        }
      }
    }
  }

  /**
   * Announces that entries of the table are about to change. Must come before the change gets its
   * position in the log: the materialiser notes the position, then looks at the queue, and takes
   * every change up to that position to be in a table that it has found there.
   */
  void announceDirty(SlotTable table) {
    if (!table.queued) {
      table.queued = true;
      dirty.add(table);
    }
  }

  SlotTable pollDirty() {
    return dirty.poll();
  }

  void addDirtyBytes(long bytes) {
    if (bytes != 0) {
      dirtyBytes.addAndGet(bytes);
    }
  }

  /** The heap bytes of entries that are not on disk yet. */
  long dirtyBytes() {
    return dirtyBytes.get();
  }

  /** A key of this table expires at this time. */
  void expectExpiry(SlotTable table, long expireAtMs) {
    if (expireAtMs < nextExpiryAtMs(table.database, table.slot)) {
      setNextExpiry(table, expireAtMs);
    }
  }

  void setNextExpiry(SlotTable table, long expireAtMs) {
    LONGS.setOpaque(nextExpiryAtMs[table.database], table.slot, expireAtMs);
  }

  /** No key of the slot expires before this. */
  long nextExpiryAtMs(int database, int slot) {
    return (long) LONGS.getOpaque(nextExpiryAtMs[database], slot);
  }
}
