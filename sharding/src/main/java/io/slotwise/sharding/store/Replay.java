package io.slotwise.sharding.store;

import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.log.JournalReader;

/**
 * Brings the log's effects back into memory at start, before anybody else may look. When they grow
 * too many they are materialised on the way.
 */
final class Replay implements JournalReader.Visitor, Effects.Target {

  private final StoreCore core;
  private final Materialiser materialiser;
  private long position;
  private long commits;

  Replay(StoreCore core, Materialiser materialiser) {
    this.core = core;
    this.materialiser = materialiser;
  }

  /** How many commits were replayed. */
  long commits() {
    return commits;
  }

  @Override
  public void commit(long at, byte[] bytes, int offset, int length) {
    position = at;
    Effects.read(bytes, offset, length, this);
    commits++;
    if (core.tables.dirtyBytes() > core.settings.dirtySoftBytes()) {
      materialiser.roundDuringReplay(at);
    }
  }

  @Override
  public void put(int slot, int database, byte[] key, Value value) {
    set(core.tables.getOrCreate(database, slot), key, value);
  }

  @Override
  public void delete(int slot, int database, byte[] key) {
    set(core.tables.getOrCreate(database, slot), key, null);
  }

  private void set(SlotTable table, byte[] key, Value value) {
    core.tables.announceDirty(table);
    int hash = core.keyHash.of(key, 0, key.length);
    Entry entry = table.find(hash, key, 0, key.length);
    if (entry == null) {
      entry = new Entry(key, hash);
      if (!table.diskHoldsNothing()) {
        entry.set(Entry.DISK_UNKNOWN);
        table.unknownCount++;
      }
      table.insert(entry);
      table.heapBytes += entry.heapBytes();
      core.cache.add(entry.heapBytes());
    }
    Value before = entry.value;
    entry.value = value;
    entry.lastUseSec = (int) (core.clock.millis() / 1000);
    core.settle(table, entry, before, position);
  }

  @Override
  public void flush(int database) {
    core.wipe(database == Effects.ALL_DATABASES ? -1 : database, position);
  }
}
