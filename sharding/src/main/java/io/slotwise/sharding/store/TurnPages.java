package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Value;

/** The pages of one slot and database, in the turn and the commit of a {@link TurnKeyspace}. */
final class TurnPages implements Pages {

  private final TurnEntries entries;
  private final SlotTable table;

  TurnPages(TurnEntries entries, SlotTable table) {
    this.entries = entries;
    this.table = table;
  }

  @Override
  public byte[] read(long collection, int page) {
    byte[] bytes = readOrNull(collection, page);
    if (bytes == null) {
      throw new IllegalStateException(
          "page " + page + " of collection " + Long.toHexString(collection) + " is gone");
    }
    return bytes;
  }

  @Override
  public byte[] readOrNull(long collection, int page) {
    entries.dependOn(table);
    Entry entry = entries.findPage(table, collection, page);
    return entry.value == null ? null : entry.value.bytes();
  }

  @Override
  public void put(long collection, int page, byte[] bytes) {
    Entry entry = entries.findOrInsertPage(table, collection, page);
    entries.change(table, entry, Value.string(Bytes.wrap(bytes)));
  }

  @Override
  public void delete(long collection, int page) {
    entries.change(table, entries.findPage(table, collection, page), null);
  }
}
