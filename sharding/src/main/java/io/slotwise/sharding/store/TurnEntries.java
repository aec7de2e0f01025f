package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.DataHeap;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.store.rocks.RocksStore;
import java.util.Arrays;

/**
 * Entries as the holder of their slots' turns finds, brings in and changes them, and the write set
 * of what he changes. Knows nothing of expiry, databases or commands.
 *
 * <p>Who gives turns back before he commits changes {@link PrivateWrites} instead; these become a
 * write set when he holds all turns at the end.
 */
final class TurnEntries {

  private static final int SCRATCH_BYTES = 512;

  final WriteSet writes = new WriteSet();
  final KeyUsage usage;

  private final StoreCore core;
  private final HeldTurns turns;
  private final byte[] pageKey = new byte[PageKeys.BYTES];
  private byte[] scratch = new byte[SCRATCH_BYTES];
  private boolean mayBlock;
  private long dependsOn;

  /** What is written so far takes of the heap until it is committed, about. */
  private long writtenBytes;

  /** Null for who holds his turns until he commits. */
  private PrivateWrites own;

  TurnEntries(StoreCore core, HeldTurns turns, KeyUsage usage) {
    this.core = core;
    this.turns = turns;
    this.usage = usage;
  }

  /**
   * Starts a command.
   *
   * @param blocks whether reads may wait for the disk; otherwise they may throw {@link ColdRead}
   */
  void begin(boolean blocks) {
    if (writes.count() != 0) {
      throw new IllegalStateException("the last command was neither committed nor rolled back");
    }
    mayBlock = blocks;
    dependsOn = 0;
    writtenBytes = 0;
    own = null;
  }

  /** From here to the commit, turns may be given back and taken again. */
  void beginPrivate() {
    own = new PrivateWrites();
  }

  boolean isPrivate() {
    return own != null;
  }

  /**
   * Makes a write set of what was written privately, in the turns of all its slots. From now on
   * they must be held.
   */
  void publish() {
    PrivateWrites written = own;
    own = null;
    written.forEach(
        (table, entry) -> {
          Entry shared = sharedOf(table, entry);
          place(table, shared, entry.value);
          shared.takeUse(entry);
        });
  }

  /** The slots, ascending, of what was written privately. */
  int[] privatelyWrittenSlots() {
    return own.slots();
  }

  private Entry sharedOf(SlotTable table, Entry entry) {
    if (table.holdsPages) {
      return findOrInsertPage(table, PageKeys.collectionOf(entry.key), PageKeys.pageOf(entry.key));
    }
    Bytes key = Bytes.wrap(entry.key);
    // What it was has been seen and may have left memory since; unless it was written unseen.
    Entry shared = entry.has(Entry.DISK_UNKNOWN) ? null : find(table, key);
    return shared == null ? findOrInsert(table, key) : shared;
  }

  boolean mayBlock() {
    return mayBlock;
  }

  /** The log position that a reply must wait for. */
  long dependsOn() {
    return dependsOn;
  }

  /** Something of the table is looked at, or has been written at its last position. */
  void dependOn(SlotTable table) {
    if (table.lastPosition > dependsOn) {
      dependsOn = table.lastPosition;
    }
  }

  /**
   * The entry of a key, whatever it holds; null where neither memory nor the disk knows the key.
   */
  Entry find(SlotTable table, Bytes key) {
    int hash = core.keyHash.of(key.array(), key.offset(), key.length());
    Entry entry = inMemory(table, hash, key.array(), key.offset(), key.length());
    return entry != null || table.diskHoldsNothing() ? entry : load(table, hash, key);
  }

  private Entry inMemory(SlotTable table, int hash, byte[] key, int offset, int length) {
    Entry entry = own == null ? null : own.find(table, hash, key, offset, length);
    return entry != null ? entry : table.find(hash, key, offset, length);
  }

  /** Puts a value in place of what the key is, unseen. The entry is not loaded for that. */
  Entry findOrInsert(SlotTable table, Bytes key) {
    int hash = core.keyHash.of(key.array(), key.offset(), key.length());
    Entry entry = inMemory(table, hash, key.array(), key.offset(), key.length());
    if (entry != null) {
      usage.touch(entry);
      return entry;
    }
    if (own != null) {
      return addPrivate(table, table.newEntry(key.toArray(), hash), Entry.DISK_UNKNOWN);
    }
    entry = insert(table, hash, key);
    if (!table.diskHoldsNothing()) {
      entry.set(Entry.DISK_UNKNOWN);
      table.unknownCount++;
    }
    writes.add(table, entry, true);
    return entry;
  }

  /** The entry of a page, whatever it holds. */
  Entry findPage(SlotTable table, long collection, int page) {
    Entry entry = pageInMemory(table, collection, page);
    if (entry == null) {
      PageKeys.put(pageKey, collection, page);
      int length = StoreKeys.putPage(scratch, table.slot, table.database, pageKey);
      byte[] stored = table.diskHoldsNothing() ? null : fetch(length);
      entry = insert(table, PageKeys.hash(collection, page), Bytes.wrap(pageKey));
      fill(table, entry, stored);
    } else if (!entry.has(Entry.REFERENCED)) {
      entry.set(Entry.REFERENCED);
    }
    return entry;
  }

  /** A transaction's own, with the same past. */
  private Entry privateCopy(SlotTable table, Entry entry) {
    Entry copy = table.newEntry(entry.key, entry.hash);
    copy.value = entry.value;
    copy.position = entry.position;
    copy.takeUse(entry);
    own.add(table, copy);
    return copy;
  }

  private Entry addPrivate(SlotTable table, Entry entry, int flags) {
    usage.init(entry);
    entry.set(flags);
    own.add(table, entry);
    return entry;
  }

  /** The same for a page whose bytes are not of interest, as they are to be replaced. */
  Entry findOrInsertPage(SlotTable table, long collection, int page) {
    Entry entry = pageInMemory(table, collection, page);
    if (entry == null) {
      PageKeys.put(pageKey, collection, page);
      int hash = PageKeys.hash(collection, page);
      if (own != null) {
        return addPrivate(table, table.newEntry(pageKey.clone(), hash), 0);
      }
      entry = insert(table, hash, Bytes.wrap(pageKey));
      if (!table.diskHoldsNothing()) {
        // It may be there. To think so wrongly costs no more than a deletion of nothing.
        entry.set(Entry.DISK_PRESENT);
      }
      writes.add(table, entry, true);
    }
    return entry;
  }

  private Entry pageInMemory(SlotTable table, long collection, int page) {
    Entry entry = own == null ? null : own.findPage(table, collection, page);
    return entry != null ? entry : table.findPage(collection, page);
  }

  /**
   * Gives an entry another value, null for none. The turn of pages that go with the value before is
   * taken, wherever they are.
   *
   * @return the entry that has the value now: another one where writes are private
   * @throws RequestTooLarge when that would take more of the heap than one request may
   */
  Entry change(SlotTable table, Entry entry, Value value) {
    if (!table.holdsPages && entry.value != null && PagedHeader.isAway(entry.value)) {
      turns.takeToo(PagedHeader.of(entry.value).homeSlot());
    }
    writtenBytes += Entry.heapBytes(value);
    if (entry.has(Entry.IN_COMMIT) || entry.has(Entry.PRIVATE)) {
      writtenBytes -= Entry.heapBytes(entry.value);
    }
    if (DataHeap.isTooMuchForOne(writtenBytes)) {
      throw new RequestTooLarge(Errors.writesTooLarge());
    }
    return place(table, entry, value);
  }

  private Entry place(SlotTable table, Entry entry, Value value) {
    Entry changed = entry;
    if (own != null) {
      if (!entry.has(Entry.PRIVATE)) {
        changed = privateCopy(table, entry);
      }
    } else if (!entry.has(Entry.IN_COMMIT)) {
      writes.add(table, entry, false);
    }
    changed.value = value;
    return changed;
  }

  private Entry insert(SlotTable table, int hash, Bytes key) {
    Entry entry = table.newEntry(key.toArray(), hash);
    usage.init(entry);
    table.insert(entry);
    long bytes = entry.heapBytes();
    table.heapBytes += bytes;
    core.cache.add(bytes);
    if (core.cache.isOver()) {
      table.evict(core.cache, StoreCore.EVICTION_BUCKETS);
    }
    return entry;
  }

  /** Brings what the disk knows of a key into memory, also that it knows nothing. */
  private Entry load(SlotTable table, int hash, Bytes key) {
    int length = StoreKeys.entryBytes(key.length());
    if (length > scratch.length) {
      scratch = new byte[Math.max(length, 2 * scratch.length)];
    }
    StoreKeys.putEntry(scratch, table, hash, key.array(), key.offset(), key.length());
    byte[] stored = fetch(length);
    if (length > SCRATCH_BYTES * 8) {
      scratch = Arrays.copyOf(scratch, SCRATCH_BYTES);
    }
    Entry entry = insert(table, hash, key);
    fill(table, entry, stored);
    return entry;
  }

  /** What the disk has under the store key in {@link #scratch}, or null. */
  private byte[] fetch(int length) {
    if (mayBlock) {
      core.tallies.diskReads.increment();
      return core.rocks.get(scratch, length);
    }
    byte[] stored = core.rocks.getFromMemory(scratch, length);
    if (stored == RocksStore.ON_DISK) {
      core.tallies.coldReads.increment();
      throw ColdRead.INSTANCE;
    }
    return stored;
  }

  /** Gives a new entry what the disk knows of it. */
  private void fill(SlotTable table, Entry entry, byte[] stored) {
    if (stored != null) {
      entry.value = StoredValue.decode(stored);
      entry.position = StoredValue.version(stored);
      entry.diskExpireAtMs = entry.value.expireAtMs();
      entry.set(Entry.DISK_PRESENT);
      long bytes = Entry.heapBytes(entry.value);
      table.heapBytes += bytes;
      core.cache.add(bytes);
    }
  }

  /** All that was written is real: what is written from now on is another commit. */
  void committed() {
    writtenBytes = 0;
  }

  /** Takes back everything. */
  void rollback() {
    own = null;
    for (int i = writes.count() - 1; i >= 0; i--) {
      undo(i);
    }
    writes.clear();
  }

  /** What everything that was written holds at this moment. */
  Value[] values() {
    return own == null ? writes.values() : own.values();
  }

  /**
   * Takes back what was changed later.
   *
   * @param values {@link #values} of then
   */
  void rollbackTo(Value[] values) {
    writtenBytes = Arrays.stream(values).mapToLong(Entry::heapBytes).sum();
    if (own != null) {
      own.rollbackTo(values);
      return;
    }
    for (int i = writes.count() - 1; i >= values.length; i--) {
      takeBack(i);
    }
    for (int i = 0; i < values.length; i++) {
      writes.entry(i).value = values[i];
    }
  }

  /** Takes back one change, and takes it out of the write set. */
  void takeBack(int index) {
    undo(index);
    writes.removeAt(index);
  }

  private void undo(int index) {
    Entry entry = writes.entry(index);
    entry.value = writes.before(index);
    entry.clear(Entry.IN_COMMIT);
    if (writes.created(index)) {
      drop(writes.table(index), entry);
    }
  }

  private void drop(SlotTable table, Entry entry) {
    if (entry.has(Entry.DISK_UNKNOWN)) {
      table.unknownCount--;
    }
    long bytes = entry.heapBytes();
    table.remove(entry);
    table.heapBytes -= bytes;
    core.cache.add(-bytes);
  }

  /** A key made and deleted again that the disk does not know either needs no effect. */
  void dropWhatCameToNothing() {
    for (int i = writes.count() - 1; i >= 0; i--) {
      Entry entry = writes.entry(i);
      if (writes.created(i) && entry.value == null && !entry.has(Entry.DISK_UNKNOWN)) {
        takeBack(i);
      }
    }
  }
}
