package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;

/** Finds out what the disk has of keys that were written by somebody who had not looked. */
final class DiskPast {

  private final StoreCore core;
  private final byte[] head = new byte[StoredValue.PAGED_HEAD_BYTES];

  DiskPast(StoreCore core) {
    this.core = core;
  }

  /**
   * Looks, in the slot's turn, while the entry is {@link Entry#DISK_UNKNOWN}, which it is not from
   * then on. To be called where no round of the materialiser has the entry.
   *
   * @return the collection in pages that the entry has taken the place of, or null
   */
  PagedHeader settle(SlotTable table, Entry entry) {
    table.unknownCount--;
    entry.clear(Entry.DISK_UNKNOWN);
    head[StoredValue.HEADER_BYTES] = PagedHeader.WHOLE;
    if (!core.rocks.getHead(StoreKeys.entry(table, entry.hash, entry.key), head)) {
      return null;
    }
    entry.set(Entry.DISK_PRESENT);
    entry.diskExpireAtMs = StoredValue.expireAtMs(head);
    table.live.change(-1, entry.diskExpireAtMs);
    return StoredValue.buriedBy(entry.value, entry.position, head);
  }
}
