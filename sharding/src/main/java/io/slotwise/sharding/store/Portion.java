package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import java.util.Arrays;
import java.util.List;

/** What one round of the materialiser has taken from one table: entries as they were then. */
final class Portion {

  private static final int INITIAL = 8;

  final SlotTable table;

  /** The table's generation then: if it has moved on, the table was flushed since. */
  final int generation;

  /** Whether what the disk holds of the table is to be deleted first. */
  final boolean wipe;

  Entry[] entries = new Entry[INITIAL];
  Value[] values = new Value[INITIAL];
  long[] positions = new long[INITIAL];

  /** The heap bytes that count as dirty until the entry is written. */
  long[] heapBytes = new long[INITIAL];

  /** What the disk holds before the write: {@link Entry}'s flags for it, and the expiry. */
  byte[] diskFlags = new byte[INITIAL];

  long[] diskExpireAtMs = new long[INITIAL];
  int count;

  /** Collections of which no page is to be written any more, and those on disk are to go. */
  List<PagedHeader> dropped = List.of();

  /** The first portion of a round, made in the slot's turn. */
  Portion(SlotTable table) {
    this(table, table.wiped);
  }

  Portion(SlotTable table, boolean wipe) {
    this.table = table;
    this.generation = table.generation;
    this.wipe = wipe;
  }

  /** Takes over to {@code max} entries from the dirty list, in the slot's turn. */
  void collect(int max) {
    dropped = table.pollDropped();
    for (int i = 0; i < max; i++) {
      Entry entry = table.pollDirty();
      if (entry == null) {
        return;
      }
      add(entry);
    }
  }

  private void add(Entry entry) {
    if (count == entries.length) {
      int length = 2 * count;
      entries = Arrays.copyOf(entries, length);
      values = Arrays.copyOf(values, length);
      positions = Arrays.copyOf(positions, length);
      heapBytes = Arrays.copyOf(heapBytes, length);
      diskFlags = Arrays.copyOf(diskFlags, length);
      diskExpireAtMs = Arrays.copyOf(diskExpireAtMs, length);
    }
    entry.set(Entry.WRITING);
    boolean isDropped = table.holdsPages && table.isDropping(entry);
    entries[count] = entry;
    values[count] = isDropped ? null : entry.value;
    positions[count] = entry.position;
    heapBytes[count] = entry.heapBytes();
    // Of a dropped collection the disk loses all pages anyway.
    diskFlags[count] =
        (byte) (isDropped ? 0 : entry.flags & (Entry.DISK_PRESENT | Entry.DISK_UNKNOWN));
    diskExpireAtMs[count] = entry.diskExpireAtMs;
    count++;
  }

  /** Gives the entries back to the dirty list, in the slot's turn, if the round cannot go on. */
  void putBack(SlotTables tables) {
    dropped.forEach(table::drop);
    for (int i = 0; i < count; i++) {
      Entry entry = entries[i];
      entry.clear(Entry.WRITING);
      if (entry.has(Entry.DIRTY)) {
        // Changed meanwhile, and counted again by that change.
        table.dirtyBytes -= heapBytes[i];
        tables.addDirtyBytes(-heapBytes[i]);
      } else {
        table.addDirty(entry);
      }
    }
  }

  /**
   * Holds no values any more: they are on disk, and a round may have more of them than memory has
   * room for beside what is written meanwhile.
   */
  void letGo() {
    entries = null;
    values = null;
  }

  boolean diskIsUnknown(int index) {
    return (diskFlags[index] & Entry.DISK_UNKNOWN) != 0;
  }

  boolean diskHas(int index) {
    return (diskFlags[index] & Entry.DISK_PRESENT) != 0;
  }

  /** Somebody has looked at the disk. */
  void settle(int index, boolean present, long expireAtMs) {
    diskFlags[index] = (byte) (present ? Entry.DISK_PRESENT : 0);
    diskExpireAtMs[index] = expireAtMs;
  }
}
