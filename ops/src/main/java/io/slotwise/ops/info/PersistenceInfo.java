package io.slotwise.ops.info;

import io.slotwise.ops.config.ConfigTable;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.StoreStats;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The persistence section in Redis's words: a snapshot is a flush of the memtables there, and the
 * append-only file is the journal, which is cut and never rewritten. The store's own figures follow
 * under their own names.
 */
final class PersistenceInfo {

  private static final int NEVER = -1;
  private static final double MS_PER_SECOND = 1000;

  private final ConfigTable config;
  private final DataStore store;

  PersistenceInfo(ConfigTable config, DataStore store) {
    this.config = config;
    this.store = store;
  }

  Map<String, Object> fields() {
    StoreStats stats = store.stats();
    Map<String, Object> own = stats.group("persistence");
    Map<String, Object> rocksdb = stats.group("rocksdb");
    boolean log = config.isYes("appendonly");
    long flushes = number(own.get("memtable_flushes"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("loading", 0);
    fields.put("async_loading", 0);
    fields.put("rdb_bgsave_in_progress", number(rocksdb.get("running_flushes")) > 0 ? 1 : 0);
    fields.put(
        "rdb_last_bgsave_status", number(rocksdb.get("background_errors")) > 0 ? "err" : "ok");
    fields.put("rdb_last_bgsave_time_sec", flushes == 0 ? NEVER : lastFlushSeconds(own));
    fields.put("rdb_saves", flushes);
    fields.put("aof_enabled", log ? 1 : 0);
    fields.put("aof_rewrite_in_progress", 0);
    fields.put("aof_rewrite_scheduled", 0);
    fields.put("aof_last_rewrite_time_sec", NEVER);
    fields.put("aof_current_rewrite_time_sec", NEVER);
    fields.put("aof_last_bgrewrite_status", "ok");
    fields.put("aof_last_write_status", own.get("journal_write_status"));
    if (log) {
      fields.put("aof_current_size", own.get("journal_bytes"));
    }
    fields.putAll(own);
    return fields;
  }

  private static long lastFlushSeconds(Map<String, Object> own) {
    return own.get("memtable_flush_last_ms") instanceof Number ms
        ? Math.round(ms.doubleValue() / MS_PER_SECOND)
        : NEVER;
  }

  private static long number(Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
