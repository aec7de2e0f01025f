package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entries in memory of one slot in one database, either of its keys or of the pages of its
 * collections: a hash table whose buckets are in the order of the hash (the index is its top bits),
 * so that a walk over the buckets of keys is a walk in the order of the disk, and no second, sorted
 * structure is needed for scans. Touched in the slot's turn only, except for counters that
 * statistics may read late.
 *
 * <p>Of pages the counters only tell whether the disk may hold any: 1 or 0 "keys".
 */
final class SlotTable {

  private static final int MIN_BITS = 2;
  private static final int MAX_BITS = 26;

  final int slot;
  final int database;

  /** Whether the entries are pages, with {@link PageKeys}, or keys. */
  final boolean holdsPages;

  /** The last log position that changed this table: what a reply that looked at it depends on. */
  long lastPosition;

  /** Live keys, if no key with unknown past was on disk; settling subtracts those that were. */
  final KeyCounters live = new KeyCounters();

  /** What is on disk; changed by the materialiser and by flushes. */
  final KeyCounters disk = new KeyCounters();

  /** Entries of which nobody knows whether the disk holds them. */
  int unknownCount;

  /** The disk's keys are flushed but not deleted yet: nobody may look at them. */
  boolean wiped;

  /** Counts the flushes of this table. */
  int generation;

  /** Counts the materialiser's writes of this table. */
  long diskVersion;

  /** Whether the table waits for the materialiser. */
  boolean queued;

  /** The heap that all entries take, and those of them that are not on disk yet. */
  long heapBytes;

  long dirtyBytes;

  private Entry[] buckets;
  private int shift;
  private int size;
  private Entry dirtyHead;
  private int clockHand;

  /** Collections dropped since the materialiser last looked. */
  private List<PagedHeader> dropped = new ArrayList<>(0);

  /** Collections whose pages are no more, though memory may still hold some. */
  private final Set<Long> dropping = new HashSet<>(0);

  SlotTable(int slot, int database, boolean holdsPages) {
    this.slot = slot;
    this.database = database;
    this.holdsPages = holdsPages;
  }

  /** An entry for this table, not in it yet. */
  Entry newEntry(byte[] key, int hash) {
    return holdsPages ? new PageEntry(key, hash) : new Entry(key, hash);
  }

  int hashOf(KeyHash keyHash, byte[] key) {
    return holdsPages ? PageKeys.hash(key) : keyHash.of(key, 0, key.length);
  }

  /** From now on the pages of a collection are not wanted any more. */
  void drop(PagedHeader collection) {
    dropped.add(collection);
    dropping.add(collection.collection());
  }

  /** Takes over the collections dropped since this was last called. */
  List<PagedHeader> pollDropped() {
    if (dropped.isEmpty()) {
      return List.of();
    }
    List<PagedHeader> polled = dropped;
    dropped = new ArrayList<>(0);
    return polled;
  }

  boolean isDropping(Entry page) {
    return !dropping.isEmpty() && dropping.contains(PageKeys.collectionOf(page.key));
  }

  /**
   * Throws out pages of dropped collections that the materialiser has done with.
   *
   * @return whether there are more buckets to look at, from {@code fromBucket + bucketsMax} on
   */
  boolean sweepDropped(int fromBucket, int bucketsMax, HotCache cache) {
    long freed = 0;
    int end = (int) Math.min(bucketCount(), (long) fromBucket + bucketsMax);
    for (int i = fromBucket; i < end && buckets != null; i++) {
      Entry entry = buckets[i];
      while (entry != null) {
        Entry next = entry.next;
        if (isDropping(entry) && entry.isEvictable()) {
          remove(entry);
          freed += entry.heapBytes();
        }
        entry = next;
      }
    }
    heapBytes -= freed;
    cache.add(-freed);
    return buckets != null && end < buckets.length;
  }

  /** The pages of these collections are neither in memory nor on disk any more. */
  void forgetDropped(List<PagedHeader> collections) {
    collections.forEach(collection -> dropping.remove(collection.collection()));
  }

  /** The entry, or null when memory does not know the key. Allocates nothing. */
  Entry find(int hash, byte[] key, int offset, int length) {
    Entry[] table = buckets;
    if (table == null) {
      return null;
    }
    for (Entry entry = table[hash >>> shift]; entry != null; entry = entry.next) {
      if (entry.hash == hash
          && Arrays.equals(entry.key, 0, entry.key.length, key, offset, offset + length)) {
        return entry;
      }
    }
    return null;
  }

  /** The entry of a page, or null when memory does not know it. Allocates nothing. */
  Entry findPage(long collection, int page) {
    Entry[] table = buckets;
    if (table == null) {
      return null;
    }
    Entry entry = table[PageKeys.hash(collection, page) >>> shift];
    while (entry != null && !((PageEntry) entry).is(collection, page)) {
      entry = entry.next;
    }
    return entry;
  }

  /** The head of the bucket of a hash for a look without the turn: it may be anything, or null. */
  Entry bucketUnchecked(int hash) {
    Entry[] table = buckets;
    int index = hash >>> shift;
    return table == null || index >= table.length ? null : table[index];
  }

  /** Adds an entry whose key is not in the table. */
  void insert(Entry entry) {
    if (buckets == null) {
      buckets = new Entry[1 << MIN_BITS];
      shift = 32 - MIN_BITS;
    } else if (size >= buckets.length && buckets.length < 1 << MAX_BITS) {
      grow();
    }
    int index = entry.hash >>> shift;
    entry.next = buckets[index];
    buckets[index] = entry;
    size++;
  }

  private void grow() {
    Entry[] old = buckets;
    buckets = new Entry[old.length << 1];
    shift--;
    clockHand <<= 1;
    for (Entry head : old) {
      while (head != null) {
        Entry entry = head;
        head = head.next;
        int index = entry.hash >>> shift;
        entry.next = buckets[index];
        buckets[index] = entry;
      }
    }
  }

  void remove(Entry entry) {
    int index = entry.hash >>> shift;
    if (buckets[index] == entry) {
      buckets[index] = entry.next;
    } else {
      Entry before = buckets[index];
      while (before.next != entry) {
        before = before.next;
      }
      before.next = entry.next;
    }
    entry.next = null;
    size--;
    if (size == 0) {
      buckets = null;
    }
  }

  int size() {
    return size;
  }

  /** Whether a key that memory does not know is certainly absent. */
  boolean diskHoldsNothing() {
    return wiped || disk.keys == 0;
  }

  /** How many buckets there are: at least one. */
  int bucketCount() {
    return buckets == null ? 1 : buckets.length;
  }

  /** The bucket that a hash belongs to. */
  int bucketOf(int hash) {
    return buckets == null ? 0 : hash >>> shift;
  }

  /** The greatest hash that belongs to a bucket. */
  int lastHashOf(int index) {
    return buckets == null ? -1 : (int) (((index + 1L) << shift) - 1);
  }

  /** The first entry of a bucket; others hang behind it, in no order. */
  Entry bucket(int index) {
    return buckets == null ? null : buckets[index];
  }

  /** Puts an entry into the dirty list, unless it is there. */
  void addDirty(Entry entry) {
    entry.set(Entry.DIRTY);
    entry.nextDirty = dirtyHead;
    dirtyHead = entry;
  }

  Entry dirtyHead() {
    return dirtyHead;
  }

  /** Takes one entry out of the dirty list, or returns null. */
  Entry pollDirty() {
    Entry entry = dirtyHead;
    if (entry != null) {
      dirtyHead = entry.nextDirty;
      entry.nextDirty = null;
      entry.clear(Entry.DIRTY);
    }
    return entry;
  }

  /** Books the change of a key's value in the counters. */
  void account(Value before, Value after) {
    live.remove(before);
    live.add(after);
  }

  /**
   * Throws out entries that have not been used since the clock's hand last came by.
   *
   * @param bucketsMax how many buckets to look at
   */
  void evict(HotCache cache, int bucketsMax) {
    long freed = 0;
    // At most once around: what was just added has its second chance, and is still wanted.
    int steps = Math.min(bucketsMax, bucketCount());
    for (int i = 0; i < steps && buckets != null && cache.isOver(freed); i++) {
      clockHand = clockHand + 1 < buckets.length ? clockHand + 1 : 0;
      Entry entry = buckets[clockHand];
      while (entry != null) {
        Entry next = entry.next;
        if (entry.isEvictable()) {
          if (entry.has(Entry.REFERENCED)) {
            entry.clear(Entry.REFERENCED);
          } else {
            remove(entry);
            freed += entry.heapBytes();
            cache.countEviction();
          }
        }
        entry = next;
      }
    }
    heapBytes -= freed;
    cache.add(-freed);
  }

  /** Forgets everything: the database was flushed at this position. */
  void wipe(long position) {
    forget();
    live.reset();
    wiped = true;
    lastPosition = position;
  }

  /** Forgets what is not on disk, and that there was such: memory is as after a start. */
  void reset() {
    forget();
    live.set(disk);
    wiped = false;
    lastPosition = 0;
  }

  private void forget() {
    buckets = null;
    size = 0;
    dirtyHead = null;
    heapBytes = 0;
    dirtyBytes = 0;
    unknownCount = 0;
    dropped.clear();
    dropping.clear();
    generation++;
  }
}
