package io.slotwise.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** INFO of a whole node has the fields that redis_exporter's dashboard and redis-cli read. */
class InfoFieldsTest {

  private static final List<String> NUMBERS =
      List.of(
          "uptime_in_seconds",
          "tcp_port",
          "process_id",
          "connected_clients",
          "blocked_clients",
          "maxclients",
          "client_recent_max_input_buffer",
          "client_recent_max_output_buffer",
          "used_memory",
          "used_memory_rss",
          "used_memory_peak",
          "used_memory_dataset",
          "used_memory_overhead",
          "used_memory_startup",
          "maxmemory",
          "mem_fragmentation_ratio",
          "loading",
          "rdb_bgsave_in_progress",
          "rdb_last_save_time",
          "rdb_last_bgsave_time_sec",
          "aof_enabled",
          "aof_rewrite_in_progress",
          "aof_current_size",
          "total_connections_received",
          "total_commands_processed",
          "instantaneous_ops_per_sec",
          "total_net_input_bytes",
          "total_net_output_bytes",
          "instantaneous_input_kbps",
          "instantaneous_output_kbps",
          "rejected_connections",
          "keyspace_hits",
          "keyspace_misses",
          "expired_keys",
          "evicted_keys",
          "pubsub_channels",
          "pubsub_patterns",
          "total_error_replies",
          "connected_slaves",
          "master_repl_offset",
          "used_cpu_sys",
          "used_cpu_user",
          "cluster_enabled");

  private static final String KEY = "{a}1";

  @TempDir Path dir;

  private static Map<String, String> info(WiredNode.Client client) throws IOException {
    return client
        .bulk("info everything")
        .lines()
        .filter(line -> line.contains(":"))
        .map(line -> line.split(":", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  @Test
  void everyFieldThatDashboardsShowIsThere() throws IOException {
    try (WiredNode node = new WiredNode(dir, KEY);
        WiredNode.Client client = node.connect()) {
      client.send("set " + KEY + " 1", "get " + KEY);
      client.lines(3);
      Map<String, String> fields = info(client);
      assertThat(fields).containsKeys(NUMBERS.toArray(String[]::new));
      NUMBERS.forEach(name -> assertThat(fields.get(name)).as(name).matches("-?\\d+(\\.\\d+)?"));
      assertThat(fields)
          .containsEntry("keyspace_hits", "1")
          .containsEntry("connected_clients", "1")
          .containsEntry("db0", "keys=1,expires=0,avg_ttl=0")
          .containsEntry("rdb_last_bgsave_status", "ok")
          .containsEntry("aof_last_write_status", "ok")
          .containsEntry("role", "master");
    }
  }

  @Test
  void theLastSaveIsTheLastFlushOfTheMemtables() throws IOException {
    try (WiredNode node = new WiredNode(dir, KEY);
        WiredNode.Client client = node.connect()) {
      client.send("set " + KEY + " 1", "flushmemtable");
      client.lines(2);
      assertThat(info(client))
          .containsEntry("rdb_last_save_time", Long.toString(node.store.lastFlushAtMs() / 1_000))
          .containsEntry("rdb_saves", "1");
    }
  }
}
