package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PackingLimits;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.lock.LockTables;
import io.slotwise.sharding.log.StoreLog;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.slot.Turns;
import io.slotwise.sharding.store.rocks.RocksStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of the store share. */
final class StoreCore {

  private static final Logger LOG = LoggerFactory.getLogger(StoreCore.class);

  /** Buckets that an insertion looks at for something to throw out. */
  static final int EVICTION_BUCKETS = 8;

  final StoreSettings settings;
  final DataFolder folder;
  final Turns turns;
  final InstantSource clock;
  final SlotTables tables;

  /** From logical databases to those that the tables know. */
  final DatabasePlaces places;

  final NodeNotes notes = new NodeNotes();
  final KeyHash keyHash;
  final LockTables locks;
  final HotCache cache;
  final RocksStore rocks;
  final Upkeep upkeep;
  final StoreTallies tallies = new StoreTallies();

  /** Set once what it has was replayed. */
  volatile StoreLog log;

  /** Runs at each step of the materialiser: where tests take a crash's picture. */
  volatile Runnable probe = () -> {};

  volatile KeyEventListener keyEvents = KeyEventListener.NONE;

  /**
   * Whether the log and the disk together have everything: while durability is {@code memory}, and
   * until what was written then has been saved, they do not.
   */
  volatile boolean logIsWhole;

  /** Whether keys may be put into other slots than their pages: every node has to know of it. */
  volatile boolean mayLeavePages = true;

  private volatile boolean hasKeysAway;

  volatile KeyWriteListener keyWrites = KeyWriteListener.NONE;

  /** How long strings can be at present. */
  volatile Keyspace.StringBounds stringBounds = Keyspace.StringBounds.DEFAULT;

  /** What commands are told of Redis's limits. */
  volatile PackingLimits packing = PackingLimits.DEFAULT;

  private final List<KeyspaceTallies> keyspaceTallies = new CopyOnWriteArrayList<>();

  StoreCore(
      StoreSettings settings,
      DataFolder folder,
      Turns turns,
      InstantSource clock,
      KeyHash keyHash,
      LockTables locks,
      RocksStore rocks,
      Upkeep upkeep) {
    this.upkeep = upkeep;
    this.settings = settings;
    this.folder = folder;
    this.turns = turns;
    this.clock = clock;
    this.keyHash = keyHash;
    this.locks = locks;
    this.rocks = rocks;
    this.tables = new SlotTables(settings.databases());
    this.places = new DatabasePlaces(settings.databases());
    this.cache = new HotCache(settings.hotCacheBytes());
    this.hasKeysAway = folder.hasKeysAway();
  }

  /** See {@link Keyspace#leavePages}: without a log to mend it, a crash could part them. */
  boolean leavePages() {
    return mayLeavePages && logIsWhole && noteKeyAway();
  }

  /** Whether there are keys in other slots than their pages, or ever were. */
  boolean hasKeysAway() {
    return hasKeysAway;
  }

  /**
   * There is a key in another slot than its pages.
   *
   * @return whether that could be noted; if not, there had better be none
   */
  boolean noteKeyAway() {
    if (!hasKeysAway) {
      try {
        folder.setHasKeysAway(true);
      } catch (IOException e) {
        LOG.warn("event=format-not-raised cause={}", e.toString());
        return false;
      }
      hasKeysAway = true;
    }
    return true;
  }

  /** There are none any more. */
  void noteNoKeyAway() throws IOException {
    folder.setHasKeysAway(false);
    hasKeysAway = false;
  }

  TurnKeyspace newKeyspace() {
    TurnKeyspace keyspace = new TurnKeyspace(this);
    keyspaceTallies.add(keyspace.tallies());
    return keyspace;
  }

  /** The slots whose effects the log takes at this moment: in a cluster those that are led here. */
  IntPredicate servedSlots() {
    BitSet served = new BitSet(Slots.COUNT);
    log.ranges().forEach(range -> served.set(range.first(), range.last() + 1));
    return served::get;
  }

  /** The tallies of all keyspaces ever made. */
  List<KeyspaceTallies> keyspaceTallies() {
    return keyspaceTallies;
  }

  /**
   * Has the pages of a collection dropped, in the slot's turn, once the table is announced dirty.
   */
  void drop(SlotTable pages, PagedHeader collection) {
    pages.drop(collection);
    tallies.droppedCollections.increment();
  }

  /**
   * Has the pages of a collection dropped that a key was, in the turn of their slot, without a
   * commit.
   */
  void bury(int database, int slotOfPages, PagedHeader collection) {
    SlotTable pages = tables.getOrCreatePages(database, slotOfPages);
    tables.announceDirty(pages);
    drop(pages, collection);
  }

  /** Books a change that has got its position in the log, in the slot's turn. */
  void settle(SlotTable table, Entry entry, Value before, long position) {
    Value after = entry.value;
    entry.clear(Entry.IN_COMMIT);
    entry.position = position;
    table.lastPosition = position;
    table.account(before, after);
    long grown = Entry.heapBytes(after) - Entry.heapBytes(before);
    table.heapBytes += grown;
    cache.add(grown);
    long dirtied = grown;
    if (!entry.has(Entry.DIRTY)) {
      table.addDirty(entry);
      dirtied = entry.heapBytes();
    }
    table.dirtyBytes += dirtied;
    tables.addDirtyBytes(dirtied);
    if (after != null && after.hasExpiry()) {
      tables.expectExpiry(table, after.expireAtMs());
    }
    if (grown > 0 && cache.isOver()) {
      table.evict(cache, EVICTION_BUCKETS);
    }
  }

  /**
   * Announces that all tables of a database in these slots are about to change.
   *
   * @param database -1 for all
   */
  void announceDirty(int database, SlotRange slots) {
    tables.forEach(database, slots, tables::announceDirty);
  }

  /**
   * Forgets what a database holds in these slots, in the turns of them all.
   *
   * @param database -1 for all
   */
  void wipe(int database, SlotRange slots, long position) {
    tables.forEach(
        database,
        slots,
        table -> {
          tables.announceDirty(table);
          cache.add(-table.heapBytes);
          tables.addDirtyBytes(-table.dirtyBytes);
          tables.setNextExpiry(table, Long.MAX_VALUE);
          table.wipe(position);
        });
  }

  /** Has a table be as after a start, in the slot's turn and between rounds of the materialiser. */
  void reset(SlotTable table) {
    cache.add(-table.heapBytes);
    tables.addDirtyBytes(-table.dirtyBytes);
    table.reset();
    expectWhatDiskHas(table);
  }

  /** The first look at the indexes will tell when something of the table expires. */
  void expectWhatDiskHas(SlotTable table) {
    if (table.disk.expiring > 0 || upkeep != Upkeep.NONE && !table.holdsPages) {
      tables.setNextExpiry(table, 0);
    }
  }
}
