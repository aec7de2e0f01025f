package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out which collections no key names any more once a write set is committed: their pages go
 * with it.
 */
final class Burials {

  private final TurnEntries entries;
  private final WriteSet writes;
  private final SlotTables tables;
  private final List<Long> newCollections = new ArrayList<>(0);

  Burials(TurnEntries entries, SlotTables tables) {
    this.entries = entries;
    this.writes = entries.writes;
    this.tables = tables;
  }

  /** A collection is about to be made. */
  void born(long collection) {
    newCollections.add(collection);
  }

  /** Everything is taken back. */
  void rollback() {
    newCollections.clear();
  }

  /** Running the result takes back what was written, and made, since this moment. */
  Runnable savepoint() {
    Value[] values = entries.values();
    int born = newCollections.size();
    return () -> {
      entries.rollbackTo(values);
      newCollections.subList(born, newCollections.size()).clear();
    };
  }

  /** Looks through the write set, before anything of it is announced. */
  void run() {
    if (!newCollections.isEmpty()) {
      forgetStillborn();
    }
    for (int i = 0; i < writes.count(); i++) {
      Value before = writes.before(i);
      if (before != null && before.type() != ValueType.STRING) {
        dropIfBuried(i, before);
      }
    }
  }

  /** Takes back the pages of collections that were made for keys which are not there any more. */
  private void forgetStillborn() {
    for (long collection : newCollections) {
      if (isNamed(collection)) {
        continue;
      }
      for (int i = writes.count() - 1; i >= 0; i--) {
        if (writes.table(i).holdsPages
            && PageKeys.collectionOf(writes.entry(i).key) == collection) {
          entries.takeBack(i);
        }
      }
    }
    newCollections.clear();
  }

  /** Has the pages of a collection dropped whose key is deleted, or has become something else. */
  private void dropIfBuried(int index, Value before) {
    if (!PagedHeader.isPaged(before)) {
      return;
    }
    PagedHeader header = PagedHeader.of(before);
    if (!names(writes.entry(index).value, header.collection()) && !isNamed(header.collection())) {
      SlotTable table = writes.table(index);
      SlotTable pages = tables.getOrCreatePages(table.database, header.slotOfPages(table.slot));
      tables.announceDirty(pages);
      writes.addDrop(pages, header);
    }
  }

  /** Whether a key changed by this command has the collection now. */
  private boolean isNamed(long collection) {
    for (int i = 0; i < writes.count(); i++) {
      if (names(writes.entry(i).value, collection)) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(Value value, long collection) {
    return value != null
        && PagedHeader.isPaged(value)
        && PagedHeader.of(value).collection() == collection;
  }
}
