package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.log.LogEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one command, script or batch changes. Because the turns of all its slots are held, a change
 * is made to the entry at once, where the command's own reads find it; kept here is the value from
 * before, so that it can all be taken back. In the log it is one effect an entry, the last: of a
 * long value only what differs from the one before.
 */
final class WriteSet implements LogEntry {

  /** Arrays that grew beyond this are not kept. */
  private static final int KEPT_MAX = 4096;

  private static final int INITIAL = 16;

  /** Data shorter than this goes into the log as it is. */
  private static final int SPLICE_BYTES_MIN = 96;

  /** About what a change of one element, or of a count, takes. */
  private static final int CHANGE_BYTES = 64;

  private static final int WHOLE = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private SlotTable[] tables = new SlotTable[INITIAL];
  private Entry[] entries = new Entry[INITIAL];
  private Value[] before = new Value[INITIAL];
  private boolean[] created = new boolean[INITIAL];

  /** How much of the data before the log need not repeat; {@link #WHOLE} to repeat it all. */
  private int[] keptFront = new int[INITIAL];

  private int[] keptEnd = new int[INITIAL];
  private int count;
  private boolean splices;

  private final List<Drop> drops = new ArrayList<>(0);

  /** Pages of a collection that no key names any more. */
  record Drop(SlotTable pages, PagedHeader collection) {}

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

  /** What each entry holds at this moment. */
  Value[] values() {
    Value[] values = new Value[count];
    for (int i = 0; i < count; i++) {
      values[i] = entries[i].value;
    }
    return values;
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
    if (!drops.isEmpty()) {
      drops.clear();
    }
  }

  /** Has the pages of a collection dropped with this commit. */
  void addDrop(SlotTable pages, PagedHeader collection) {
    drops.add(new Drop(pages, collection));
  }

  List<Drop> drops() {
    return drops;
  }

  /**
   * Whether the log has, or the disk, what each entry was before: only then may it get differences.
   */
  void allowSplices(boolean allowed) {
    splices = allowed;
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
    keptFront = Arrays.copyOf(keptFront, length);
    keptEnd = Arrays.copyOf(keptEnd, length);
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
      Value value = entries[i].value;
      compare(i, value);
      size +=
          keptFront[i] == WHOLE
              ? Effects.sizeBytes(entries[i].key, value)
              : Effects.spliceBytes(entries[i].key, value, keptFront[i], keptEnd[i]);
    }
    return Math.toIntExact(size + (long) drops.size() * Effects.dropBytes());
  }

  /** Finds out how much of the data is as it was. */
  private void compare(int index, Value value) {
    keptFront[index] = WHOLE;
    Value was = before[index];
    if (!splices
        || was == null
        || value == null
        || was.type() != value.type()
        || value.length() < SPLICE_BYTES_MIN) {
      return;
    }
    byte[] old = was.bytes();
    byte[] now = value.bytes();
    int shorter = Math.min(old.length, now.length);
    int front = Arrays.mismatch(old, now);
    if (front < 0) {
      front = shorter;
    }
    int end = commonEnd(old, now, shorter - front);
    if (front + end >= now.length / 4) {
      keptFront[index] = front;
      keptEnd[index] = end;
    }
  }

  /** How many bytes at the ends of both are the same, up to {@code max}. */
  private static int commonEnd(byte[] a, byte[] b, int max) {
    // Mostly little has changed at one place: all behind it is compared in one go.
    int same = Math.max(0, max - CHANGE_BYTES);
    if (!Arrays.equals(a, a.length - same, a.length, b, b.length - same, b.length)) {
      same = 0;
    }
    while (same + Long.BYTES <= max) {
      long x = (long) LONG.get(a, a.length - same - Long.BYTES);
      long y = (long) LONG.get(b, b.length - same - Long.BYTES);
      if (x != y) {
        // The last bytes are the highest of a little-endian word.
        return same + Long.numberOfLeadingZeros(x ^ y) / Byte.SIZE;
      }
      same += Long.BYTES;
    }
    while (same < max && a[a.length - same - 1] == b[b.length - same - 1]) {
      same++;
    }
    return same;
  }

  @Override
  public int writeTo(byte[] target, int offset) {
    int at = offset;
    for (int i = 0; i < count; i++) {
      Entry entry = entries[i];
      at =
          keptFront[i] == WHOLE
              ? Effects.write(target, at, tables[i], entry.key, entry.value)
              : Effects.writeSplice(
                  target, at, tables[i], entry.key, entry.value, keptFront[i], keptEnd[i]);
    }
    for (Drop drop : drops) {
      at = Effects.writeDrop(target, at, drop.pages(), drop.collection());
    }
    return at;
  }
}
