package io.slotwise.sharding.store;

import io.slotwise.sharding.api.StoreStats;
import io.slotwise.sharding.store.rocks.FlushTimes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Gathers the store's figures for INFO and metrics. */
final class StoreFigures {

  private static final double NANOS_PER_MS = 1e6;

  private final StoreCore core;
  private final Materialiser materialiser;

  StoreFigures(StoreCore core, Materialiser materialiser) {
    this.core = core;
    this.materialiser = materialiser;
  }

  StoreStats now() {
    Map<String, Map<String, Object>> groups = new LinkedHashMap<>();
    groups.put("persistence", persistence());
    groups.put("stats", stats());
    groups.put("memory", memory());
    groups.put("rocksdb", core.rocks.figures());
    return new StoreStats(groups);
  }

  private Map<String, Object> persistence() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("durability", core.log.durability().word());
    figures.putAll(core.log.figures());
    figures.put("materialised_position", materialiser.position());
    figures.put("materialise_rounds", materialiser.rounds());
    figures.put("materialise_last_ms", ms(materialiser.lastRoundNanos()));
    figures.put("materialised_entries", materialiser.entriesWritten());
    FlushTimes flushes = core.rocks.flushTimes();
    figures.put("memtable_flushes", flushes.count());
    figures.put("memtable_flush_last_ms", ms(flushes.lastNanos()));
    figures.put("memtable_flush_total_ms", ms(flushes.totalNanos()));
    return figures;
  }

  private Map<String, Object> stats() {
    long hits = 0;
    long misses = 0;
    long commits = 0;
    for (KeyspaceTallies keyspace : core.keyspaceTallies()) {
      hits += keyspace.hits.get();
      misses += keyspace.misses.get();
      commits += keyspace.commits.get();
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("keyspace_hits", hits);
    figures.put("keyspace_misses", misses);
    figures.put("expired_keys", core.tallies.expiredKeys.sum());
    figures.put("hot_values_dropped", core.cache.evictions());
    figures.put("cold_reads", core.tallies.coldReads.sum());
    figures.put("disk_reads", core.tallies.diskReads.sum());
    figures.put("store_commits", commits);
    long reclaimed = core.tallies.reclaimedCollections.sum();
    figures.put("collections_reclaimed", reclaimed);
    figures.put(
        "collections_to_reclaim", Math.max(0, core.tallies.droppedCollections.sum() - reclaimed));
    return figures;
  }

  private Map<String, Object> memory() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("hot_cache_bytes", core.cache.usedBytes());
    figures.put("hot_cache_limit_bytes", core.cache.limitBytes());
    figures.put("dirty_bytes", core.tables.dirtyBytes());
    figures.put("dirty_soft_bytes", core.settings.dirtySoftBytes());
    figures.put("dirty_hard_bytes", core.settings.dirtyHardBytes());
    return figures;
  }

  private static double ms(long nanos) {
    return Math.round(nanos / NANOS_PER_MS * 1000) / 1000.0;
  }
}
