package io.slotwise.sharding.store;

import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.store.rocks.RocksCursor;

/** The counters of tables as the disk has them. */
final class DiskCounters {

  private DiskCounters() {}

  /**
   * Gives the tables of these slots what the disk says, making those that there are not.
   *
   * @throws StoreUnusableException if there are more databases than the settings say
   */
  static void load(StoreCore core, SlotRange slots) {
    try (RocksCursor cursor = core.rocks.cursor()) {
      cursor.seek(StoreKeys.countersOf(slots.first()));
      while (cursor.isValid()
          && StoreKeys.isCounters(cursor.key())
          && slots.contains(StoreKeys.countersSlot(cursor.key()))) {
        load(core, cursor.key(), cursor.value());
        cursor.next();
      }
    }
  }

  private static void load(StoreCore core, byte[] key, byte[] value) {
    int database = StoreKeys.countersDatabase(key);
    if (database >= core.tables.databases()) {
      throw new StoreUnusableException(
          "the data folder "
              + core.settings.dir()
              + " has keys in database "
              + database
              + ": set slotwise.store.databases to more than that");
    }
    int slot = StoreKeys.countersSlot(key);
    SlotTable table =
        StoreKeys.countersOfPages(key)
            ? core.tables.getOrCreatePages(database, slot)
            : core.tables.getOrCreate(database, slot);
    table.disk.decode(value);
    table.live.set(table.disk);
    core.expectWhatDiskHas(table);
  }
}
