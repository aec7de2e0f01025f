package io.slotwise.ops.info;

import io.slotwise.ops.config.ConfigTable;
import io.slotwise.protocol.net.NetworkCounters;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Redis's sections and three of our own (Jvm, RocksDB, Pipeline), with every field that can be
 * known here. The node adds to the report what only it knows.
 */
public final class StandardInfo {

  /** Counters of the store that CONFIG RESETSTAT sets back. */
  private static final List<String> RESETTABLE =
      List.of("keyspace_hits", "keyspace_misses", "expired_keys");

  private static final String NO_REPLICATION_ID = "0".repeat(40);
  private static final double BYTES_PER_KILOBYTE = 1024;

  private final InfoSources sources;
  private final ConfigTable config;
  private final NetworkCounters network;
  private final MemoryFigures memory;
  private final CommandInfo commands;
  private final Instant started;
  private final RateSampler operations;
  private final RateSampler input;
  private final RateSampler output;
  private final Map<String, Long> resetAt = new HashMap<>();

  /**
   * @param nanoTime monotonic, for rates
   */
  public StandardInfo(InfoSources sources, LongSupplier nanoTime) {
    this.sources = sources;
    this.config = sources.config();
    this.network = sources.network();
    this.memory = new MemoryFigures(sources.store());
    this.commands = new CommandInfo(sources.commands(), config);
    config.readOnDemand("latency-tracking", "latency-tracking-info-percentiles");
    this.started = sources.clock().instant();
    this.operations = new RateSampler(commands::callCount, nanoTime);
    this.input = new RateSampler(network::bytesIn, nanoTime);
    this.output = new RateSampler(network::bytesOut, nanoTime);
  }

  public MemoryFigures memory() {
    return memory;
  }

  /** To be called every 100 ms: rates and the memory peak are taken from it. */
  public void sample() {
    operations.sample();
    input.sample();
    output.sample();
  }

  /** CONFIG RESETSTAT for everything that INFO counts. */
  public void reset() {
    network.reset();
    sources.commands().resetStats();
    operations.restart();
    input.restart();
    output.restart();
    Map<String, Object> stats = sources.store().stats().group("stats");
    synchronized (resetAt) {
      RESETTABLE.forEach(name -> resetAt.put(name, number(stats.get(name))));
    }
  }

  private static long number(Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  /** The report, to which others may add. */
  public InfoReport report() {
    InfoReport report = new InfoReport();
    for (String title :
        List.of("Server", "Clients", "Memory", "Persistence", "Stats", "Replication", "CPU")) {
      report.section(title, InfoReport.Shown.BY_DEFAULT);
    }
    report.section("Modules", InfoReport.Shown.BY_DEFAULT);
    report.section("Commandstats", InfoReport.Shown.IN_ALL);
    report.section("Errorstats", InfoReport.Shown.BY_DEFAULT);
    report.section("Latencystats", InfoReport.Shown.IN_ALL);
    report.section("Cluster", InfoReport.Shown.BY_DEFAULT);
    report.section("Keyspace", InfoReport.Shown.BY_DEFAULT);
    report.section("Slots", InfoReport.Shown.IN_ALL);
    report.section("Locks", InfoReport.Shown.IN_ALL);
    report.section("Pipeline", InfoReport.Shown.IN_ALL);
    report.section("Scripts", InfoReport.Shown.IN_ALL);
    report.section("RocksDB", InfoReport.Shown.IN_ALL);
    report.section("Jvm", InfoReport.Shown.IN_ALL);
    report
        .add("server", this::server)
        .add("clients", this::clients)
        .add("memory", this::memorySection)
        .add("memory", () -> sources.store().stats().group("memory"))
        .add("persistence", this::persistence)
        .add("persistence", () -> sources.store().stats().group("persistence"))
        .add("stats", this::stats)
        .add("replication", this::replication)
        .add("cpu", StandardInfo::cpu)
        .add("commandstats", commands::commandStats)
        .add("errorstats", commands::errorStats)
        .add("latencystats", commands::latencyStats)
        .add("cluster", () -> Map.of("cluster_enabled", isClustered() ? 1 : 0))
        .add("keyspace", this::keyspace)
        .add("slots", () -> sources.store().stats().group("slots"))
        .add("rocksdb", () -> sources.store().stats().group("rocksdb"))
        .add("jvm", this::jvm);
    return report;
  }

  private boolean isClustered() {
    return sources.config().get("cluster-enabled").equals("yes");
  }

  private Map<String, Object> server() {
    ServerFacts facts = sources.facts();
    Instant now = sources.clock().instant();
    Duration uptime = Duration.between(started, now);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("redis_version", ServerFacts.REDIS_VERSION);
    fields.put("server_name", "slotwise");
    fields.put("slotwise_version", facts.slotwiseVersion());
    fields.put("redis_mode", isClustered() ? "cluster" : "standalone");
    fields.put("os", ProcessFigures.operatingSystem());
    fields.put("arch_bits", System.getProperty("sun.arch.data.model"));
    fields.put("multiplexing_api", facts.multiplexingApi());
    fields.put("java_version", System.getProperty("java.version"));
    fields.put("process_id", ProcessHandle.current().pid());
    fields.put("process_supervised", "no");
    fields.put("run_id", facts.runId());
    fields.put("tcp_port", facts.tcpPort().getAsInt());
    fields.put("server_time_usec", now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000);
    fields.put("uptime_in_seconds", uptime.toSeconds());
    fields.put("uptime_in_days", uptime.toDays());
    fields.put("config_file", config.configFile());
    fields.put("io_threads", facts.eventLoops());
    fields.put("io_threads_active", facts.eventLoops() > 1 ? 1 : 0);
    return fields;
  }

  private Map<String, Object> clients() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("connected_clients", network.connectionsOpen());
    fields.put("cluster_connections", 0);
    fields.put("maxclients", config.number("maxclients"));
    return fields;
  }

  private Map<String, Object> memorySection() {
    long used = memory.usedBytes();
    long peak = memory.peakBytes();
    long resident = ProcessFigures.residentBytes();
    long machine = ProcessFigures.machineBytes();
    long limit = config.number("maxmemory");
    Map<String, Object> fields = new LinkedHashMap<>();
    putBytes(fields, "used_memory", used);
    putBytes(fields, "used_memory_rss", resident);
    putBytes(fields, "used_memory_peak", peak);
    fields.put("used_memory_peak_perc", percent(used, peak));
    fields.put("used_memory_startup", memory.startBytes());
    putBytes(fields, "total_system_memory", machine);
    putBytes(fields, "maxmemory", limit);
    fields.put("maxmemory_policy", config.get("maxmemory-policy"));
    if (resident > 0 && used > 0) {
      fields.put("mem_fragmentation_ratio", (double) resident / used);
      fields.put("mem_fragmentation_bytes", resident - used);
    }
    fields.put("mem_clients_slaves", 0);
    fields.put("mem_cluster_links", 0);
    fields.put("mem_allocator", "jvm");
    fields.put("active_defrag_running", 0);
    fields.put("heap_used_bytes", memory.heap().getUsed());
    fields.put("heap_max_bytes", memory.heap().getMax());
    fields.put("direct_buffers_bytes", memory.directBytes());
    fields.put("rocksdb_memory_bytes", memory.nativeBytes());
    return fields;
  }

  private static void putBytes(Map<String, Object> fields, String name, long bytes) {
    if (bytes >= 0) {
      fields.put(name, bytes);
      fields.put(name + "_human", HumanBytes.of(bytes));
    }
  }

  private static String percent(long part, long whole) {
    return String.format(Locale.ROOT, "%.2f%%", whole == 0 ? 0.0 : part * 100.0 / whole);
  }

  private Map<String, Object> persistence() {
    Object journal = sources.store().stats().group("persistence").get("journal_write_status");
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("loading", 0);
    fields.put("async_loading", 0);
    fields.put("rdb_bgsave_in_progress", 0);
    fields.put("aof_enabled", config.isYes("appendonly") ? 1 : 0);
    fields.put("aof_rewrite_in_progress", 0);
    fields.put("aof_rewrite_scheduled", 0);
    fields.put("aof_last_write_status", journal);
    return fields;
  }

  private Map<String, Object> stats() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("total_connections_received", network.connectionsReceived());
    fields.put("total_commands_processed", commands.callCount());
    fields.put("instantaneous_ops_per_sec", Math.round(operations.perSecond()));
    fields.put("total_net_input_bytes", network.bytesIn());
    fields.put("total_net_output_bytes", network.bytesOut());
    fields.put("total_net_repl_input_bytes", 0);
    fields.put("total_net_repl_output_bytes", 0);
    fields.put("instantaneous_input_kbps", input.perSecond() / BYTES_PER_KILOBYTE);
    fields.put("instantaneous_output_kbps", output.perSecond() / BYTES_PER_KILOBYTE);
    fields.put("rejected_connections", network.connectionsRejected());
    fields.put("sync_full", 0);
    fields.put("sync_partial_ok", 0);
    fields.put("sync_partial_err", 0);
    fields.put("evicted_keys", 0);
    fields.put("evicted_clients", 0);
    fields.put("client_query_buffer_limit_disconnections", network.queryBufferEvictions());
    fields.put("client_output_buffer_limit_disconnections", network.outputBufferEvictions());
    fields.put("client_timeout_disconnections", network.idleEvictions());
    fields.put("latest_fork_usec", 0);
    fields.put("total_forks", 0);
    fields.put("total_error_replies", sources.commands().totalErrorReplies());
    sources
        .store()
        .stats()
        .group("stats")
        .forEach((name, value) -> fields.put(name, sinceReset(name, value)));
    return fields;
  }

  private Object sinceReset(String name, Object value) {
    synchronized (resetAt) {
      Long before = resetAt.get(name);
      return before == null ? value : (Object) (number(value) - before);
    }
  }

  private Map<String, Object> replication() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("role", "master");
    fields.put("connected_slaves", 0);
    fields.put("master_failover_state", "no-failover");
    fields.put("master_replid", sources.facts().replicationId().current());
    fields.put("master_replid2", NO_REPLICATION_ID);
    fields.put("master_repl_offset", 0);
    fields.put("second_repl_offset", -1);
    fields.put("repl_backlog_active", 0);
    fields.put("repl_backlog_size", config.number("repl-backlog-size"));
    fields.put("repl_backlog_first_byte_offset", 0);
    fields.put("repl_backlog_histlen", 0);
    return fields;
  }

  private static Map<String, Object> cpu() {
    ProcessFigures.Cpu cpu = ProcessFigures.cpu();
    Map<String, Object> fields = new LinkedHashMap<>();
    if (cpu != null) {
      fields.put("used_cpu_sys", seconds(cpu.system()));
      fields.put("used_cpu_user", seconds(cpu.user()));
      fields.put("used_cpu_sys_children", seconds(cpu.systemOfChildren()));
      fields.put("used_cpu_user_children", seconds(cpu.userOfChildren()));
    }
    return fields;
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  private Map<String, Object> keyspace() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int database = 0; database < config.number("databases"); database++) {
      var stats = sources.store().databaseStats(database);
      if (stats.keys() > 0) {
        fields.put(
            "db" + database,
            "keys="
                + stats.keys()
                + ",expires="
                + stats.keysWithExpiry()
                + ",avg_ttl="
                + stats.averageTtlMs());
      }
    }
    return fields;
  }

  private Map<String, Object> jvm() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("jvm_name", System.getProperty("java.vm.name"));
    fields.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      String name = collector.getName().toLowerCase(Locale.ROOT).replace(' ', '_');
      fields.put("gc_" + name + "_count", collector.getCollectionCount());
      fields.put("gc_" + name + "_total_ms", collector.getCollectionTime());
    }
    return fields;
  }
}
