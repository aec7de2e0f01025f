package io.slotwise.sharding.store;

import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a transaction that does not keep its turns has written: entries of its own, beside those of
 * the tables, which nobody else ever sees. Its locks see to it that the entries that they stand for
 * do not change meanwhile.
 */
final class PrivateWrites {

  private record Write(SlotTable table, Entry entry) {}

  /** By the table that they belong to. */
  private final Map<SlotTable, SlotTable> shadows = new IdentityHashMap<>();

  /** In the order in which they were first written. */
  private final List<Write> writes = new ArrayList<>();

  /** What is done with each of them. */
  interface Visitor {
    void visit(SlotTable table, Entry entry);
  }

  /** The transaction's own entry, or null where it has not written. */
  Entry find(SlotTable table, int hash, byte[] key, int offset, int length) {
    SlotTable shadow = shadows.get(table);
    return shadow == null ? null : shadow.find(hash, key, offset, length);
  }

  /** The same for a page. */
  Entry findPage(SlotTable table, long collection, int page) {
    SlotTable shadow = shadows.get(table);
    return shadow == null ? null : shadow.findPage(collection, page);
  }

  /** Adds an entry where {@link #find} has found none. */
  void add(SlotTable table, Entry entry) {
    entry.set(Entry.PRIVATE);
    shadows
        .computeIfAbsent(table, of -> new SlotTable(of.slot, of.database, of.holdsPages))
        .insert(entry);
    writes.add(new Write(table, entry));
  }

  void forEach(Visitor visitor) {
    writes.forEach(write -> visitor.visit(write.table(), write.entry()));
  }

  /** Where something was written, ascending. */
  int[] slots() {
    return writes.stream().mapToInt(write -> write.table().slot).sorted().distinct().toArray();
  }

  /** What each holds at this moment. */
  Value[] values() {
    return writes.stream().map(write -> write.entry().value).toArray(Value[]::new);
  }

  /** Takes back what was written since the values were these. */
  void rollbackTo(Value[] values) {
    while (writes.size() > values.length) {
      Write last = writes.remove(writes.size() - 1);
      shadows.get(last.table()).remove(last.entry());
    }
    for (int i = 0; i < values.length; i++) {
      writes.get(i).entry().value = values[i];
    }
  }
}
