package io.slotwise.ops.info;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.testing.CommandRunner;
import io.slotwise.ops.testing.MapStore;
import io.slotwise.ops.testing.TestCommands;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.net.NetworkCounters;
import io.slotwise.sharding.api.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InfoTest {

  private long unixSeconds = 1_000;
  private long nanos;
  private final ConfigTable config = ConfigTable.of(ConfigFactory.load());
  private final MapStore store = new MapStore();
  private final TestCommands stats = new TestCommands();
  private final StandardInfo info =
      new StandardInfo(
          new InfoSources(
              config,
              store,
              stats,
              new NetworkCounters(),
              new ServerFacts("1.2.3", "f".repeat(40), new ReplicationId(), () -> 7000, "epoll", 1),
              () -> Instant.ofEpochSecond(unixSeconds)),
          () -> nanos);
  private final CommandRunner commands =
      new CommandRunner(List.of(new InfoCommand(info.report(), Runnable::run).definition()));

  /** Reads INFO as tools do. */
  private Map<String, String> fields(String... sections) {
    String[] words = new String[sections.length + 1];
    words[0] = "info";
    System.arraycopy(sections, 0, words, 1, sections.length);
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : commands.run(words).split("\r\n")) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] parts = line.split(":", 2);
        assertThat(parts).as(line).hasSize(2);
        assertThat(fields.put(parts[0], parts[1])).as(line).isNull();
      }
    }
    return fields;
  }

  private List<String> titles(String... words) {
    return commands.run(words).lines().filter(l -> l.startsWith("# ")).toList();
  }

  @Test
  void sectionsComeAsAskedForInRedisOrder() {
    assertThat(titles("info"))
        .containsExactly(
            "# Server",
            "# Clients",
            "# Memory",
            "# Persistence",
            "# Stats",
            "# Replication",
            "# CPU",
            "# Modules",
            "# Errorstats",
            "# Cluster",
            "# Keyspace");
    assertThat(titles("info", "CPU", "Server", "nope")).containsExactly("# Server", "# CPU");
    assertThat(titles("info", "default", "commandstats")).contains("# Commandstats", "# CPU");
    assertThat(titles("info", "all")).contains("# Latencystats", "# RocksDB", "# Jvm");
    assertThat(commands.run("info", "everything")).isNotEmpty();
    assertThat(commands.run("info", "nope")).isEmpty();
  }

  @Test
  void sectionsAreSeparatedByAnEmptyLine() {
    assertThat(commands.run("info", "cluster", "modules"))
        .isEqualTo("# Modules\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n");
  }

  @Test
  void fieldsThatToolsParseAreThere() {
    unixSeconds += 90_000;
    Map<String, String> fields = fields("everything");
    assertThat(fields)
        .containsEntry("redis_version", "7.0.15")
        .containsEntry("server_name", "slotwise")
        .containsEntry("redis_mode", "standalone")
        .containsEntry("tcp_port", "7000")
        .containsEntry("run_id", "f".repeat(40))
        .containsEntry("uptime_in_seconds", "90000")
        .containsEntry("uptime_in_days", "1")
        .containsEntry("connected_clients", "0")
        .containsEntry("role", "master")
        .containsEntry("loading", "0")
        .containsEntry("aof_enabled", "1")
        .containsEntry("maxmemory", "0")
        .containsKeys(
            "used_memory",
            "used_memory_human",
            "used_memory_peak",
            "process_id",
            "total_commands_processed",
            "instantaneous_ops_per_sec",
            "instantaneous_input_kbps",
            "total_net_input_bytes",
            "rejected_connections",
            "master_replid",
            "cluster_enabled");
    if (ProcessFigures.residentBytes() > 0) {
      assertThat(fields).containsKeys("used_memory_rss", "mem_fragmentation_ratio", "used_cpu_sys");
      assertThat(ProcessFigures.cpu().user()).isPositive();
    }
  }

  @Test
  void commandsAndErrorsAreCounted() {
    stats.commandStats("get").record(0, 2_000, false);
    stats.commandStats("get").record(0, 4_000, true);
    stats.commandStats("config|set").recordRejected(0);
    stats.errors.put("WRONGTYPE", 3L);
    assertThat(fields("commandstats"))
        .containsEntry(
            "cmdstat_get", "calls=2,usec=6,usec_per_call=3.00,rejected_calls=0,failed_calls=1")
        .containsEntry(
            "cmdstat_config|set",
            "calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0")
        .hasSize(2);
    assertThat(fields("errorstats")).containsExactly(Map.entry("errorstat_WRONGTYPE", "count=3"));
    assertThat(fields("latencystats"))
        .hasSize(1)
        .extractingByKey("latency_percentiles_usec_get")
        .asString()
        .matches("p50=2\\.\\d{3},p99=4\\.\\d{3},p99\\.9=4\\.\\d{3}");
    assertThat(fields("stats"))
        .containsEntry("total_commands_processed", "2")
        .containsEntry("total_error_replies", "3");
  }

  @Test
  void databasesWithKeysAreListed() {
    store.database(0).put(Bytes.of("a"), Value.string(Bytes.of("1")));
    store.database(3).put(Bytes.of("a"), Value.string(Bytes.of("1"), 2_000_000));
    assertThat(fields("keyspace"))
        .containsExactly(
            Map.entry("db0", "keys=1,expires=0,avg_ttl=0"),
            Map.entry("db3", "keys=1,expires=1,avg_ttl=10"));
  }

  @Test
  void ratesAreTheMeanOfTheLastSixteenSamples() {
    info.sample();
    for (int i = 0; i < 16; i++) {
      nanos += 100_000_000;
      for (int call = 0; call < 5; call++) {
        stats.commandStats("get").record(0, 1, false);
      }
      info.sample();
    }
    assertThat(fields("stats")).containsEntry("instantaneous_ops_per_sec", "50");
  }

  @Test
  void resettingSetsTheStoresCountersBackToo() {
    Map<String, Object> counters = new LinkedHashMap<>();
    counters.put("keyspace_hits", 10L);
    counters.put("cold_reads", 7L);
    store.figures.put("stats", counters);
    stats.commandStats("get").record(0, 1, false);
    info.reset();
    counters.put("keyspace_hits", 12L);
    assertThat(fields("stats"))
        .containsEntry("keyspace_hits", "2")
        .containsEntry("cold_reads", "7")
        .containsEntry("total_commands_processed", "0");
  }

  @Test
  void sizesForPeopleLookAsInRedis() {
    assertThat(HumanBytes.of(0)).isEqualTo("0B");
    assertThat(HumanBytes.of(1023)).isEqualTo("1023B");
    assertThat(HumanBytes.of(1_015_264)).isEqualTo("991.47K");
    assertThat(HumanBytes.of(25_276_514_304L)).isEqualTo("23.54G");
  }

  @Test
  void lolwutEndsWithTheVersions() {
    CommandRunner lolwut = new CommandRunner(List.of(new LolwutCommand("1.2.3").definition()));
    assertThat(lolwut.run("lolwut", "version", "5", "4", "2").lines().toList())
        .hasSize(4)
        .first()
        .asString()
        .hasSize(4);
    assertThat(lolwut.run("lolwut")).endsWith("Redis ver. 7.0.15, Slotwise ver. 1.2.3\n");
    assertThat(lolwut.run("lolwut", "version", "x"))
        .isEqualTo("-ERR value is not an integer or out of range");
  }
}
