package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.slot.Turns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Does in memory what the effects of a commit say, as the turn did that made them. Not thread-safe.
 *
 * <p>Memory and disk may be ahead of the effects: they end up where the log ends.
 *
 * <p>Whoever wrote a key blindly did not know which collection he buried, so the log may not say:
 * what memory has here is looked at. Nor may what a key has lost to another be buried: of commits
 * that may have done that, the keys are looked at before.
 */
final class Redo implements Effects.Target {

  /** Nobody else looks yet. */
  static final Turns NO_TURNS = null;

  private static final int NO_SLOT = -1;

  private final StoreCore core;
  private final Turns turns;

  /** Collections that a key does not have any more, unless another has them now. */
  private final List<Buried> buried = new ArrayList<>(0);

  /** Collections that a key has now, or whose end is in the commit. */
  private final List<Long> named = new ArrayList<>(0);

  private SlotRange slots;
  private long position;
  private boolean mayMoveCollections;
  private int held = NO_SLOT;

  private record Buried(int slotOfPages, int database, PagedHeader collection) {}

  /**
   * @param turns each slot's turn is taken while effects on it are done, or {@link #NO_TURNS}
   */
  Redo(StoreCore core, Turns turns) {
    this.core = core;
    this.turns = turns;
  }

  /**
   * Does the effects of a commit. Others may see those on one slot before those on the next.
   *
   * @param shard the slots that the log is of: what is said of all slots is meant of these
   * @param at the commit's position
   */
  void run(SlotRange shard, long at, byte[] bytes, int offset, int length) {
    slots = shard;
    position = at;
    mayMoveCollections = Effects.mayMoveCollections(bytes, offset, length);
    try {
      Effects.read(bytes, offset, length, this);
      if (!buried.isEmpty()) {
        dropBuried();
      }
    } finally {
      buried.clear();
      named.clear();
      hold(NO_SLOT);
    }
  }

  private void dropBuried() {
    for (Buried found : buried) {
      if (!named.contains(found.collection().collection())) {
        hold(found.slotOfPages());
        core.bury(found.database(), found.slotOfPages(), found.collection());
      }
    }
  }

  private void bury(SlotTable table, PagedHeader collection) {
    buried.add(new Buried(collection.slotOfPages(table.slot), table.database, collection));
  }

  private void hold(int slot) {
    if (turns == NO_TURNS || slot == held) {
      return;
    }
    if (held != NO_SLOT) {
      turns.release(held);
    }
    held = slot;
    if (slot != NO_SLOT) {
      turns.take(slot);
    }
  }

  @Override
  public SlotTable table(int slot, int database, boolean ofPages) {
    hold(slot);
    return ofPages
        ? core.tables.getOrCreatePages(database, slot)
        : core.tables.getOrCreate(database, slot);
  }

  @Override
  public void put(SlotTable table, byte[] key, Value value) {
    set(table, key, value);
  }

  @Override
  public void delete(SlotTable table, byte[] key) {
    set(table, key, null);
  }

  /**
   * Makes the value of the one before it. What the disk has may already be newer, or gone: then
   * what made it so comes later in the log.
   */
  @Override
  public void splice(SlotTable table, byte[] key, int front, int end, Value between) {
    Entry entry = table.find(table.hashOf(core.keyHash, key), key, 0, key.length);
    if (entry == null) {
      entry = load(table, key);
    }
    if (entry == null || entry.position >= position) {
      return;
    }
    settleBeforeMove(table, entry);
    if (entry.value == null || entry.value.length() < front + end) {
      throw new IllegalStateException(
          "the log changes a value at position " + position + " that is not there");
    }
    byte[] before = entry.value.bytes();
    int middle = between.data().length();
    byte[] data = Arrays.copyOf(before, front + middle + end);
    between.data().copyTo(data, front);
    System.arraycopy(before, before.length - end, data, front + middle, end);
    set(table, entry, Value.of(between.type(), data, between.expireAtMs(), between.raw()));
  }

  /** What the disk has of a key, brought into memory, or null. */
  private Entry load(SlotTable table, byte[] key) {
    if (table.diskHoldsNothing()) {
      return null;
    }
    int hash = table.hashOf(core.keyHash, key);
    byte[] storeKey = StoreKeys.entry(table, hash, key);
    byte[] stored = core.rocks.get(storeKey, storeKey.length);
    if (stored == null) {
      return null;
    }
    Entry entry = table.newEntry(key, hash);
    entry.value = StoredValue.decode(stored);
    entry.position = StoredValue.version(stored);
    entry.diskExpireAtMs = entry.value.expireAtMs();
    entry.set(Entry.DISK_PRESENT);
    add(table, entry);
    return entry;
  }

  @Override
  public void drop(SlotTable table, PagedHeader dropped) {
    named.add(dropped.collection());
    core.tables.announceDirty(table);
    core.drop(table, dropped);
  }

  private void set(SlotTable table, byte[] key, Value value) {
    int hash = table.hashOf(core.keyHash, key);
    Entry entry = table.find(hash, key, 0, key.length);
    boolean looks = mayMoveCollections && !table.holdsPages;
    if (entry != null) {
      settleBeforeMove(table, entry);
    } else if (looks) {
      entry = load(table, key);
    }
    if (entry == null) {
      entry = table.newEntry(key, hash);
      if (!looks && !table.diskHoldsNothing()) {
        markAsUnknown(table, entry);
      }
      add(table, entry);
    }
    set(table, entry, value);
  }

  /**
   * Finds out what the disk has of an entry, before another key may get the collection of it. One
   * that is on its way to disk is settled there.
   */
  private void settleBeforeMove(SlotTable table, Entry entry) {
    if (mayMoveCollections && entry.has(Entry.DISK_UNKNOWN) && !entry.has(Entry.WRITING)) {
      PagedHeader collection = new DiskPast(core).settle(table, entry);
      if (collection != null) {
        bury(table, collection);
      }
    }
  }

  /** A page may be on disk: to think so wrongly costs no more than a deletion of nothing. */
  private static void markAsUnknown(SlotTable table, Entry entry) {
    if (table.holdsPages) {
      entry.set(Entry.DISK_PRESENT);
    } else {
      entry.set(Entry.DISK_UNKNOWN);
      table.unknownCount++;
    }
  }

  private void add(SlotTable table, Entry entry) {
    table.insert(entry);
    table.heapBytes += entry.heapBytes();
    core.cache.add(entry.heapBytes());
  }

  private void set(SlotTable table, Entry entry, Value value) {
    core.tables.announceDirty(table);
    Value before = entry.value;
    if (!table.holdsPages) {
      noteCollections(table, entry, value);
    }
    entry.value = value;
    entry.lastUseSec = (int) (core.clock.millis() / 1000);
    core.settle(table, entry, before, position);
  }

  private void noteCollections(SlotTable table, Entry entry, Value after) {
    PagedHeader had = collectionIn(entry.value);
    PagedHeader has = collectionIn(after);
    // Memory may be ahead, and know the collection under the key that is about to get it.
    boolean loses = had != null && entry.position < position;
    if (has != null && has.isAway()) {
      core.noteKeyAway();
    }
    if (loses && has != null && had.collection() == has.collection()) {
      return;
    }
    if (loses) {
      bury(table, had);
    }
    if (has != null) {
      named.add(has.collection());
    }
  }

  private static PagedHeader collectionIn(Value value) {
    return value != null && PagedHeader.isPaged(value) ? PagedHeader.of(value) : null;
  }

  @Override
  public void flush(int database) {
    int place = database == Effects.ALL_DATABASES ? -1 : database;
    if (turns == NO_TURNS) {
      core.wipe(place, slots, position);
      return;
    }
    for (int slot = slots.first(); slot <= slots.last(); slot++) {
      hold(slot);
      core.wipe(place, new SlotRange(slot, slot), position);
    }
  }

  @Override
  public void note(String name, Bytes text) {
    core.notes.replayed(name, text);
  }

  @Override
  public void places(byte[] places) {
    core.places.set(places);
  }
}
