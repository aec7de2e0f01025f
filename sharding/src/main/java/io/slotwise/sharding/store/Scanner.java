package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.AllKeys.ScanStep;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.ScanCursor;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.slot.Turns;
import io.slotwise.sharding.store.rocks.RocksCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * Walks over keys in the order of slot and hash, as a {@link ScanCursor} says it. All keys of one
 * hash come in one step.
 *
 * <p>Memory is read first, in the slot's turn, then the disk: a key that is there all the time is
 * in memory then, or it was on disk before that and still is.
 */
final class Scanner {

  /** Slots without a key that one step passes at most. */
  private static final int RANDOM_TRIES = 64;

  private static final Comparator<Found> ORDER =
      Comparator.comparingInt((Found found) -> found.hash() + Integer.MIN_VALUE)
          .thenComparing(found -> found.scanned().key());

  private final StoreCore core;
  private final Turns turns;
  private final int origin;

  private record ScannedKey(Bytes key, ValueType type) {}

  private record Found(int hash, ScannedKey scanned) {}

  /** What memory knows of a range of a table. Values are null where a key is absent. */
  private static final class Overlay {
    private final Map<Bytes, Value> values = new HashMap<>();
    private final List<Found> live = new ArrayList<>();

    /** Whether there may be more on disk. */
    private boolean diskToo;

    /** The greatest hash that memory was asked for. */
    private int lastHash;
  }

  Scanner(StoreCore core, Turns turns) {
    this.core = core;
    this.turns = turns;
    this.origin = core.keyHash.origin();
  }

  /**
   * See {@link io.slotwise.sharding.api.AllKeys#scan}.
   *
   * @param database where it lies
   * @param slots all others are passed over
   */
  ScanStep scan(int database, IntPredicate slots, long cursor, KeyFilter filter, int countHint) {
    List<ScannedKey> keys = new ArrayList<>();
    long next = scan(database, slots, cursor, Math.max(1, countHint), keys);
    return new ScanStep(
        next,
        keys.stream()
            .filter(found -> filter.accepts(found.key(), found.type()))
            .map(ScannedKey::key)
            .toList());
  }

  private long scan(
      int database, IntPredicate slots, long cursor, int wanted, List<ScannedKey> into) {
    int slot = ScanCursor.slotOf(cursor);
    int hash = ScanCursor.hashOf(cursor, origin);
    SlotTable[] tables = core.tables.ofDatabase(database);
    while (slot < Slots.COUNT) {
      SlotTable table = tables[slot];
      if (table != null && slots.test(slot)) {
        long next = scanSlot(table, hash, wanted - into.size(), into);
        if (next >= 0) {
          return ScanCursor.within(slot, next, origin);
        }
      }
      slot++;
      hash = 0;
      if (into.size() >= wanted && slot < Slots.COUNT) {
        return ScanCursor.atSlot(slot);
      }
    }
    return 0;
  }

  /** Up to {@code max} keys of a slot. */
  List<Bytes> keysInSlot(int database, int slot, int max) {
    List<ScannedKey> keys = new ArrayList<>();
    SlotTable table = core.tables.get(database, slot);
    long next = table == null || max <= 0 ? -1 : 0;
    while (next >= 0 && keys.size() < max) {
      next = scanSlot(table, (int) next, max - keys.size(), keys);
    }
    return keys.stream().limit(max).map(ScannedKey::key).toList();
  }

  /**
   * Adds keys of one slot from a hash on, about as many as wanted.
   *
   * @return the hash to go on with, or -1 at the end of the slot
   */
  private long scanSlot(SlotTable table, int fromHash, int wanted, List<ScannedKey> into) {
    Overlay overlay = new Overlay();
    turns.runExclusively(table.slot, () -> readMemory(table, fromHash, wanted, overlay));
    List<Found> found = overlay.live;
    int lastHash = overlay.lastHash;
    if (overlay.diskToo) {
      lastHash = readDisk(table, fromHash, wanted, overlay);
    }
    found.sort(ORDER);
    int taken = 0;
    while (taken < found.size()
        && Integer.compareUnsigned(found.get(taken).hash(), lastHash) <= 0
        && (taken < wanted || found.get(taken).hash() == found.get(taken - 1).hash())) {
      into.add(found.get(taken).scanned());
      taken++;
    }
    boolean moreToGive =
        taken < found.size() && Integer.compareUnsigned(found.get(taken).hash(), lastHash) <= 0;
    int done = moreToGive ? found.get(taken - 1).hash() : lastHash;
    return done == -1 ? -1 : Integer.toUnsignedLong(done) + 1;
  }

  /** Collects whole buckets until there are enough live keys. */
  private void readMemory(SlotTable table, int fromHash, int wanted, Overlay overlay) {
    long nowMs = core.clock.millis();
    overlay.diskToo = !table.diskHoldsNothing();
    overlay.lastHash = -1;
    int first = table.bucketOf(fromHash);
    for (int bucket = first; bucket < table.bucketCount(); bucket++) {
      for (Entry entry = table.bucket(bucket); entry != null; entry = entry.next) {
        if (Integer.compareUnsigned(entry.hash, fromHash) >= 0) {
          Bytes key = Bytes.wrap(entry.key);
          overlay.values.put(key, entry.value);
          if (entry.value != null && !entry.value.isExpired(nowMs)) {
            overlay.live.add(new Found(entry.hash, new ScannedKey(key, entry.value.type())));
          }
        }
      }
      if (overlay.live.size() > wanted && bucket + 1 < table.bucketCount()) {
        overlay.lastHash = table.lastHashOf(bucket);
        return;
      }
    }
  }

  /** Adds what only the disk has, up to the greatest hash returned. */
  private int readDisk(SlotTable table, int fromHash, int wanted, Overlay overlay) {
    long nowMs = core.clock.millis();
    byte[] head = new byte[StoredValue.HEADER_BYTES];
    int fromDisk = 0;
    int hash = fromHash;
    try (RocksCursor cursor = core.rocks.cursor()) {
      cursor.seek(StoreKeys.entriesFrom(table.slot, table.database, fromHash));
      for (; cursor.isValid(); cursor.next()) {
        byte[] storeKey = cursor.key();
        if (!StoreKeys.hasPrefix(storeKey, table.slot, StoreKeys.KIND_ENTRY, table.database)) {
          return overlay.lastHash;
        }
        int keyHash = StoreKeys.hashOf(storeKey);
        if (Integer.compareUnsigned(keyHash, overlay.lastHash) > 0) {
          return overlay.lastHash;
        }
        if (fromDisk > wanted && keyHash != hash) {
          return hash;
        }
        hash = keyHash;
        Bytes key =
            Bytes.wrap(Arrays.copyOfRange(storeKey, StoreKeys.ENTRY_HEADER_BYTES, storeKey.length));
        if (!overlay.values.containsKey(key)) {
          cursor.valueHead(head);
          if (!StoredValue.isExpired(head, nowMs)) {
            overlay.live.add(new Found(hash, new ScannedKey(key, StoredValue.type(head))));
            fromDisk++;
          }
        }
      }
    }
    return overlay.lastHash;
  }

  /** A random live key, or null. Slots are drawn by the number of their keys. */
  Bytes randomKey(int database, IntPredicate slots) {
    SplittableRandom random = new SplittableRandom();
    for (int i = 0; i < RANDOM_TRIES; i++) {
      SlotTable table = drawTable(database, slots, random);
      if (table == null) {
        break;
      }
      List<ScannedKey> keys = scanUntilFound(table, random.nextInt());
      if (keys.isEmpty()) {
        // Around: else keys of low hashes would hardly ever be drawn.
        keys = scanUntilFound(table, 0);
      }
      if (!keys.isEmpty()) {
        return keys.get(random.nextInt(keys.size())).key();
      }
    }
    ScanStep step = scan(database, slots, 0, KeyFilter.ALL, 1);
    while (step.keys().isEmpty() && step.cursor() != 0) {
      step = scan(database, slots, step.cursor(), KeyFilter.ALL, 1);
    }
    return step.keys().isEmpty() ? null : step.keys().get(0);
  }

  private List<ScannedKey> scanUntilFound(SlotTable table, int fromHash) {
    List<ScannedKey> keys = new ArrayList<>();
    long next = scanSlot(table, fromHash, 1, keys);
    while (keys.isEmpty() && next >= 0) {
      next = scanSlot(table, (int) next, 1, keys);
    }
    return keys;
  }

  private SlotTable drawTable(int database, IntPredicate slots, SplittableRandom random) {
    List<SlotTable> tables = core.tables.ofDatabase(database, slots);
    long total = 0;
    for (SlotTable table : tables) {
      total += Math.max(0, table.live.keys);
    }
    if (total == 0) {
      return null;
    }
    long left = random.nextLong(total);
    for (SlotTable table : tables) {
      left -= Math.max(0, table.live.keys);
      if (left < 0) {
        return table;
      }
    }
    return null;
  }
}
