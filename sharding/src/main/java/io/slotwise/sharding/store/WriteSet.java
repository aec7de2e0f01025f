package io.slotwise.sharding.store;

import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.log.LogEntry;
import java.util.Arrays;

/**
 * What one command, script or batch changes. Because the turns of all its slots are held, a change
 * is made to the entry at once, where the command's own reads find it; kept here is the value from
 * before, so that it can all be taken back. In the log it is one effect an entry, the last.
 */
final class WriteSet implements LogEntry {

  /** Arrays that grew beyond this are not kept. */
  private static final int KEPT_MAX = 4096;

  private static final int INITIAL = 16;

  private SlotTable[] tables = new SlotTable[INITIAL];
  private Entry[] entries = new Entry[INITIAL];
  private Value[] before = new Value[INITIAL];
  private boolean[] created = new boolean[INITIAL];
  private int count;

  int count() {
    return count;
  }

  SlotTable table(int index) {
    return tables[index];
  }

  Entry entry(int index) {
    return entries[index];
  }

  /** The value before this write set. */
  Value before(int index) {
    return before[index];
  }

  /** Whether the entry was made for this write set. */
  boolean created(int index) {
    return created[index];
  }

  /** Remembers the entry as it is, before it is changed for the first time. */
  void add(SlotTable table, Entry entry, boolean isNew) {
    if (count == entries.length) {
      resize(2 * count);
    }
    tables[count] = table;
    entries[count] = entry;
    before[count] = entry.value;
    created[count] = isNew;
    count++;
    entry.set(Entry.IN_COMMIT);
  }

  /** Takes one out that has come to nothing. */
  void removeAt(int index) {
    count--;
    tables[index] = tables[count];
    entries[index] = entries[count];
    before[index] = before[count];
    created[index] = created[count];
    forget(count);
  }

  void clear() {
    if (entries.length > KEPT_MAX) {
      resize(INITIAL);
    } else {
      for (int i = 0; i < count; i++) {
        forget(i);
      }
    }
    count = 0;
  }

  private void forget(int index) {
    tables[index] = null;
    entries[index] = null;
    before[index] = null;
  }

  private void resize(int length) {
    tables = Arrays.copyOf(tables, length);
    entries = Arrays.copyOf(entries, length);
    before = Arrays.copyOf(before, length);
    created = Arrays.copyOf(created, length);
    if (count > length) {
      count = length;
      for (int i = 0; i < length; i++) {
        forget(i);
      }
    }
  }

  @Override
  public int sizeBytes() {
    long size = 0;
    for (int i = 0; i < count; i++) {
      size += Effects.sizeBytes(entries[i].key, entries[i].value);
    }
    return Math.toIntExact(size);
  }

  @Override
  public int writeTo(byte[] target, int offset) {
    int at = offset;
    for (int i = 0; i < count; i++) {
      at = Effects.write(target, at, tables[i], entries[i].key, entries[i].value);
    }
    return at;
  }
}
