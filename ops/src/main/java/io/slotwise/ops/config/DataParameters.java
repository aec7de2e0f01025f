package io.slotwise.ops.config;

import static io.slotwise.ops.config.Parameter.applied;
import static io.slotwise.ops.config.Parameter.ignored;
import static io.slotwise.ops.config.ParameterTypes.choice;
import static io.slotwise.ops.config.ParameterTypes.integer;
import static io.slotwise.ops.config.ParameterTypes.memory;
import static io.slotwise.ops.config.ParameterTypes.text;
import static io.slotwise.ops.config.ParameterTypes.yesNo;
import static io.slotwise.ops.config.StructuredTypes.only;
import static io.slotwise.ops.config.StructuredTypes.savePoints;

import java.util.List;

/** Memory, persistence, expiry, and how values are encoded. */
final class DataParameters {

  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final long INT_MIN = Integer.MIN_VALUE;
  private static final long LONG_MAX = Long.MAX_VALUE;

  static final List<Parameter> ALL =
      List.of(
          ignored("active-defrag-cycle-max", integer(1, 99), "25"),
          ignored("active-defrag-cycle-min", integer(1, 99), "1"),
          ignored("active-defrag-ignore-bytes", memory(1, LONG_MAX), "104857600"),
          ignored("active-defrag-max-scan-fields", integer(1, LONG_MAX), "1000"),
          ignored("active-defrag-threshold-lower", integer(0, 1000), "10"),
          ignored("active-defrag-threshold-upper", integer(0, 1000), "100"),
          ignored("active-expire-effort", integer(1, 10), "1"),
          ignored(
              "activedefrag",
              only("no", "Active defragmentation is the work of the garbage collector here"),
              "no"),
          ignored("activerehashing", yesNo(), "yes"),
          ignored("aof-disable-auto-gc", yesNo(), "no"),
          ignored("aof-load-truncated", yesNo(), "yes"),
          ignored("aof-rewrite-incremental-fsync", yesNo(), "yes"),
          ignored("aof-timestamp-enabled", yesNo(), "no"),
          ignored("aof-use-rdb-preamble", yesNo(), "yes"),
          ignored("appenddirname", text(), "appendonlydir").atStart(),
          ignored("appendfilename", text(), "appendonly.aof").atStart(),
          applied("appendfsync", choice("everysec", "always", "no"), "everysec").ofCluster(),
          applied("appendonly", yesNo(), "yes").ofCluster(),
          ignored("auto-aof-rewrite-min-size", memory(0, LONG_MAX), "67108864"),
          ignored("auto-aof-rewrite-percentage", integer(0, INT_MAX), "100"),
          ignored("dbfilename", text(), "dump.rdb").guarded(),
          applied("dir", text(), "./data").atStart(),
          applied("durability", choice("memory", "os", "everysec", "fsync"), "everysec")
              .ofCluster()
              .at("slotwise.store.durability"),
          applied("hash-max-listpack-entries", integer(0, LONG_MAX), "512")
              .ofCluster()
              .alias("hash-max-ziplist-entries"),
          applied("hash-max-listpack-value", memory(0, LONG_MAX), "64")
              .ofCluster()
              .alias("hash-max-ziplist-value"),
          applied("hll-sparse-max-bytes", memory(0, LONG_MAX), "3000").ofCluster(),
          ignored("lazyfree-lazy-eviction", yesNo(), "no"),
          ignored("lazyfree-lazy-expire", yesNo(), "no"),
          ignored("lazyfree-lazy-server-del", yesNo(), "no"),
          ignored("lazyfree-lazy-user-del", yesNo(), "no"),
          ignored("lazyfree-lazy-user-flush", yesNo(), "no"),
          ignored("lfu-decay-time", integer(0, INT_MAX), "1"),
          ignored("lfu-log-factor", integer(0, INT_MAX), "10"),
          ignored("list-compress-depth", integer(0, INT_MAX), "0"),
          applied("list-max-listpack-size", integer(INT_MIN, INT_MAX), "-2")
              .ofCluster()
              .alias("list-max-ziplist-size"),
          applied("maxmemory", memory(0, LONG_MAX), "0").at("slotwise.store.hot-cache-bytes"),
          ignored("maxmemory-eviction-tenacity", integer(0, 100), "10"),
          ignored(
              "maxmemory-policy",
              choice(
                  "volatile-lru",
                  "volatile-lfu",
                  "volatile-random",
                  "volatile-ttl",
                  "allkeys-lru",
                  "allkeys-lfu",
                  "allkeys-random",
                  "noeviction"),
              "noeviction"),
          ignored("maxmemory-samples", integer(1, INT_MAX), "5"),
          ignored("no-appendfsync-on-rewrite", yesNo(), "no"),
          ignored("rdb-del-sync-files", yesNo(), "no"),
          ignored("rdb-save-incremental-fsync", yesNo(), "yes"),
          ignored("rdbchecksum", yesNo(), "yes").atStart(),
          ignored("rdbcompression", yesNo(), "yes"),
          ignored("sanitize-dump-payload", choice("no", "yes", "clients"), "no"),
          ignored("save", savePoints(), ""),
          applied("set-max-intset-entries", integer(0, LONG_MAX), "512").ofCluster(),
          ignored("stop-writes-on-bgsave-error", yesNo(), "yes"),
          applied("stream-node-max-bytes", memory(0, LONG_MAX), "4096").ofCluster(),
          applied("stream-node-max-entries", integer(0, LONG_MAX), "100").ofCluster(),
          applied("zset-max-listpack-entries", integer(0, LONG_MAX), "128")
              .ofCluster()
              .alias("zset-max-ziplist-entries"),
          applied("zset-max-listpack-value", memory(0, LONG_MAX), "64")
              .ofCluster()
              .alias("zset-max-ziplist-value"));

  private DataParameters() {}
}
