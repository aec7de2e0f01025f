package io.slotwise.sharding.store;

import io.slotwise.sharding.api.DataStore.DatabaseStats;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.slot.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;

/**
 * Counts keys. Tables know their number, except for keys that were written blindly: whether those
 * were there before is looked up on disk first, on the materialiser's thread, because only there
 * can nobody write the same key meanwhile.
 */
final class KeyCount {

  private final StoreCore core;
  private final Turns turns;
  private final MaterialiserThread materialiser;

  /** Used on the materialiser's thread. */
  private final DiskPast diskPast;

  KeyCount(StoreCore core, Turns turns, MaterialiserThread materialiser) {
    this.core = core;
    this.turns = turns;
    this.materialiser = materialiser;
    this.diskPast = new DiskPast(core);
  }

  /** Of the keys of a database that are in some slots. */
  CompletableFuture<Long> ofDatabase(int place, IntPredicate slots) {
    List<SlotTable> unsettled =
        core.tables.ofDatabase(place, slots).stream()
            .filter(table -> table.unknownCount != 0)
            .toList();
    return settle(unsettled).thenApply(done -> sum(place, slots));
  }

  private long sum(int place, IntPredicate slots) {
    return core.tables.ofDatabase(place, slots).stream().mapToLong(table -> table.live.keys).sum();
  }

  CompletableFuture<Long> ofSlot(int place, int slot) {
    SlotTable table = core.tables.get(place, slot);
    if (table == null) {
      return CompletableFuture.completedFuture(0L);
    }
    return settle(table.unknownCount == 0 ? List.of() : List.of(table))
        .thenApply(done -> table.live.keys);
  }

  private CompletableFuture<Void> settle(List<SlotTable> tables) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (tables.isEmpty()) {
      done.complete(null);
      return done;
    }
    materialiser.execute(
        () -> {
          try {
            tables.forEach(this::settle);
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private void settle(SlotTable table) {
    List<PagedHeader> buried = new ArrayList<>();
    turns.runExclusively(
        table.slot,
        () -> {
          for (int i = 0; i < table.bucketCount() && table.unknownCount > 0; i++) {
            for (Entry entry = table.bucket(i); entry != null; entry = entry.next) {
              if (entry.has(Entry.DISK_UNKNOWN)) {
                PagedHeader collection = diskPast.settle(table, entry);
                if (collection != null) {
                  buried.add(collection);
                }
              }
            }
          }
        });
    for (PagedHeader collection : buried) {
      int slotOfPages = collection.slotOfPages(table.slot);
      turns.runExclusively(slotOfPages, () -> core.bury(table.database, slotOfPages, collection));
    }
  }

  DatabaseStats stats(int place, IntPredicate slots) {
    long keys = 0;
    long expiring = 0;
    double sumMs = 0;
    for (SlotTable table : core.tables.ofDatabase(place, slots)) {
      keys += table.live.keys;
      expiring += table.live.expiring;
      sumMs += table.live.expireAtSumMs;
    }
    double averageMs = expiring <= 0 ? 0 : sumMs / expiring - core.clock.millis();
    return new DatabaseStats(
        Math.max(0, keys), Math.max(0, expiring), Math.max(0, Math.round(averageMs)));
  }
}
