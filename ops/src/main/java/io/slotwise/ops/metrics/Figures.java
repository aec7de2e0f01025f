package io.slotwise.ops.metrics;

import static io.slotwise.ops.metrics.Figure.counter;
import static io.slotwise.ops.metrics.Figure.gauge;

import java.util.List;

/** The figures of INFO that are metrics. */
final class Figures {

  static final List<Figure> ALL =
      List.of(
          gauge("server", "uptime_in_seconds", "redis.uptime.in.seconds"),
          gauge("clients", "connected_clients", "redis.connected.clients"),
          gauge("clients", "blocked_clients", "redis.blocked.clients"),
          gauge("clients", "tracking_clients", "redis.tracking.clients"),
          gauge("clients", "maxclients", "redis.max.clients"),
          gauge("memory", "used_memory", "redis.memory.used.bytes"),
          gauge("memory", "used_memory_rss", "redis.memory.used.rss.bytes"),
          gauge("memory", "used_memory_peak", "redis.memory.used.peak.bytes"),
          gauge("memory", "maxmemory", "redis.memory.max.bytes"),
          gauge("memory", "mem_fragmentation_ratio", "redis.mem.fragmentation.ratio"),
          gauge("memory", "direct_buffers_bytes", "slotwise.direct.buffers.bytes"),
          gauge("memory", "rocksdb_memory_bytes", "slotwise.rocksdb.memory.bytes"),
          gauge("memory", "hot_cache_bytes", "slotwise.hot.cache.bytes"),
          gauge("memory", "hot_cache_limit_bytes", "slotwise.hot.cache.limit.bytes"),
          gauge("memory", "dirty_bytes", "slotwise.dirty.bytes"),
          gauge("persistence", "journal_bytes", "slotwise.journal.bytes"),
          gauge("persistence", "journal_segments", "slotwise.journal.segments"),
          gauge("persistence", "journal_position", "slotwise.journal.position"),
          gauge("persistence", "journal_synced_position", "slotwise.journal.synced.position"),
          gauge("persistence", "materialised_position", "slotwise.materialised.position"),
          counter("persistence", "journal_syncs", "slotwise.journal.syncs"),
          counter("persistence", "journal_sync_total_ms", "slotwise.journal.sync.seconds").fromMs(),
          gauge("persistence", "journal_sync_max_ms", "slotwise.journal.sync.max.seconds").fromMs(),
          counter("persistence", "memtable_flushes", "slotwise.memtable.flushes"),
          counter("persistence", "memtable_flush_total_ms", "slotwise.memtable.flush.seconds")
              .fromMs(),
          counter("stats", "total_commands_processed", "redis.commands.processed"),
          gauge("stats", "instantaneous_ops_per_sec", "redis.instantaneous.ops.per.sec"),
          counter("stats", "total_connections_received", "redis.connections.received"),
          counter("stats", "rejected_connections", "redis.rejected.connections"),
          counter("stats", "total_net_input_bytes", "redis.net.input.bytes"),
          counter("stats", "total_net_output_bytes", "redis.net.output.bytes"),
          counter("stats", "total_error_replies", "redis.error.replies"),
          counter("stats", "keyspace_hits", "redis.keyspace.hits"),
          counter("stats", "keyspace_misses", "redis.keyspace.misses"),
          counter("stats", "expired_keys", "redis.expired.keys"),
          counter("stats", "evicted_keys", "redis.evicted.keys"),
          gauge("stats", "pubsub_channels", "redis.pubsub.channels"),
          gauge("stats", "pubsub_patterns", "redis.pubsub.patterns"),
          counter("stats", "cold_reads", "slotwise.cold.reads"),
          counter("stats", "disk_reads", "slotwise.disk.reads"),
          counter("stats", "store_commits", "slotwise.store.commits"),
          counter("cpu", "used_cpu_sys", "redis.cpu.sys.seconds"),
          counter("cpu", "used_cpu_user", "redis.cpu.user.seconds"),
          gauge("slots", "slots_open", "slotwise.slots.open"),
          gauge("rocksdb", "sst_bytes", "slotwise.rocksdb.sst.bytes"),
          gauge("rocksdb", "memtable_bytes", "slotwise.rocksdb.memtable.bytes"),
          gauge("rocksdb", "block_cache_bytes", "slotwise.rocksdb.block.cache.bytes"),
          gauge("rocksdb", "running_compactions", "slotwise.rocksdb.running.compactions"),
          gauge("rocksdb", "pending_compaction_bytes", "slotwise.rocksdb.pending.compaction.bytes"),
          gauge("rocksdb", "background_errors", "slotwise.rocksdb.background.errors"),
          gauge(
              "rocksdb", "delayed_write_rate_bytes", "slotwise.rocksdb.delayed.write.rate.bytes"));

  private Figures() {}
}
