package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.store.rocks.RocksBatch;
import io.slotwise.sharding.store.rocks.RocksCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all pages on disk to the slots of their keys, before the slots become shards that may go
 * to different nodes. Nobody else may be in the store. If it is interrupted, it can be done again.
 */
final class Reunion {

  private static final Logger LOG = LoggerFactory.getLogger(Reunion.class);

  private final StoreCore core;
  private final RocksBatch batch;
  private final Set<SlotTable> withPages = new HashSet<>();

  private Reunion(StoreCore core, RocksBatch batch) {
    this.core = core;
    this.batch = batch;
  }

  /** Looks at every key, if there may be one away from its pages. */
  static void run(StoreCore core) throws IOException {
    if (!core.hasKeysAway()) {
      return;
    }
    int keys = 0;
    try (RocksBatch batch = core.rocks.newBatch()) {
      Reunion reunion = new Reunion(core, batch);
      for (int database = 0; database < core.tables.databases(); database++) {
        for (SlotTable table : core.tables.ofDatabase(database, slot -> true)) {
          keys += reunion.run(table);
        }
      }
    }
    core.rocks.flush(true);
    core.noteNoKeyAway();
    LOG.info("event=pages-brought-to-their-keys keys={}", keys);
  }

  private int run(SlotTable table) {
    int found = 0;
    byte[] head = new byte[StoredValue.PAGED_HEAD_BYTES];
    try (RocksCursor cursor = core.rocks.cursor()) {
      cursor.seek(StoreKeys.prefix(table.slot, StoreKeys.KIND_ENTRY, table.database));
      for (; cursor.isValid(); cursor.next()) {
        byte[] storeKey = cursor.key();
        if (!StoreKeys.hasPrefix(storeKey, table.slot, StoreKeys.KIND_ENTRY, table.database)) {
          break;
        }
        head[StoredValue.HEADER_BYTES] = PagedHeader.WHOLE;
        cursor.valueHead(head);
        if (StoredValue.isAway(head)) {
          bring(table, storeKey, cursor.value());
          found++;
        }
      }
    }
    if (found > 0) {
      // What memory has is as the disk was before.
      core.reset(table);
    }
    return found;
  }

  private void bring(SlotTable table, byte[] storeKey, byte[] stored) {
    Value value = StoredValue.decode(stored);
    PagedHeader header = PagedHeader.of(value);
    int database = table.database;
    long number = header.collection();
    byte[] end = StoreKeys.collectionEnd(header.homeSlot(), database, number);
    try (RocksCursor cursor = core.rocks.cursor()) {
      cursor.seek(StoreKeys.collection(header.homeSlot(), database, number));
      for (; cursor.isValid() && isBefore(cursor.key(), end); cursor.next()) {
        byte[] page = cursor.key();
        byte[] pageKey = Arrays.copyOfRange(page, StoreKeys.PREFIX_BYTES, page.length);
        batch.put(StoreKeys.page(table.slot, database, pageKey), cursor.value());
        if (batch.sizeBytes() >= core.settings.materialiseBatchBytes()) {
          write();
        }
      }
    }
    byte[] data = value.bytes().clone();
    new PagedHeader(number, header.lastPage(), header.buckets(), false).writeTo(data);
    Value home = Value.collection(value.type(), data, value.expireAtMs());
    batch.put(storeKey, StoredValue.encode(home, StoredValue.version(stored)));
    batch.deleteRange(StoreKeys.collection(header.homeSlot(), database, number), end);
    noteThatThereArePages(table);
    write();
    core.reset(core.tables.getOrCreatePages(database, header.homeSlot()));
  }

  private void noteThatThereArePages(SlotTable keys) {
    SlotTable pages = core.tables.getOrCreatePages(keys.database, keys.slot);
    if (withPages.add(pages)) {
      pages.disk.set(PortionWriter.SOME_PAGES);
      batch.put(StoreKeys.counters(pages), pages.disk.encode());
      core.reset(pages);
    }
  }

  private void write() {
    core.rocks.write(batch);
    batch.clear();
  }

  private static boolean isBefore(byte[] key, byte[] end) {
    return Arrays.compareUnsigned(key, end) < 0;
  }
}
