package io.slotwise.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.info.InfoReport;
import io.slotwise.ops.info.InfoReport.Shown;
import io.slotwise.ops.testing.MapStore;
import io.slotwise.ops.testing.TestCommands;
import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Prometheus reads, with an INFO of which the test knows the figures. */
class MetricsPageTest {

  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

  private final AtomicLong hits = new AtomicLong(3);
  private final MapStore store = new MapStore();
  private final TestCommands commands = new TestCommands();
  private final InfoReport info = report();
  private List<ShardFigures> shards = List.of();
  private boolean ready;
  private final MetricsPage page =
      new MetricsPage(
          new MetricsPage.Sources(
              info,
              commands,
              store,
              ConfigTable.of(ConfigFactory.load()),
              () -> shards,
              () -> ready));

  @AfterEach
  void closePage() {
    page.close();
  }

  private InfoReport report() {
    InfoReport report = new InfoReport();
    Set<String> titles = new HashSet<>();
    Figures.ALL.forEach(figure -> titles.add(figure.section()));
    titles.forEach(title -> report.section(title, Shown.IN_ALL));
    return report
        .add("stats", () -> Map.of("keyspace_hits", hits.get()))
        .add("cpu", () -> Map.of("used_cpu_sys", "1.250000"))
        .add("persistence", () -> Map.of("journal_sync_total_ms", 2500.0))
        .add("persistence", () -> Map.of("journal_write_status", "ok"));
  }

  private Map<String, String> scrape() {
    Map<String, String> samples = new LinkedHashMap<>();
    for (String line : page.scrape(PLAIN).split("\n")) {
      if (!line.startsWith("#")) {
        int blank = line.lastIndexOf(' ');
        samples.put(line.substring(0, blank), line.substring(blank + 1));
      }
    }
    return samples;
  }

  @Test
  void figuresOfInfoAreThoseOfThisScrapeInTheUnitThatTheNameSays() {
    assertThat(scrape())
        .containsEntry("redis_keyspace_hits_total", "3.0")
        .containsEntry("redis_cpu_sys_seconds_total", "1.25")
        .containsEntry("slotwise_journal_sync_seconds_total", "2.5")
        .containsEntry("slotwise_journal_writable", "1.0")
        .containsEntry("slotwise_ready", "0.0")
        .containsEntry("redis_up", "1.0");
    hits.set(7);
    ready = true;
    assertThat(scrape())
        .containsEntry("redis_keyspace_hits_total", "7.0")
        .containsEntry("slotwise_ready", "1.0");
  }

  @Test
  void commandsAppearWhenTheyHaveBeenCalled() {
    assertThat(scrape()).doesNotContainKey("redis_commands_total{cmd=\"get\"}");
    commands.commandStats("get").record(0, 2_000_000_000, false);
    commands.commandStats("get").record(0, 1_000_000_000, true);
    assertThat(scrape())
        .containsEntry("redis_commands_total{cmd=\"get\"}", "2.0")
        .containsEntry("redis_commands_duration_seconds_total{cmd=\"get\"}", "3.0")
        .containsEntry("redis_commands_failed_calls_total{cmd=\"get\"}", "1.0");
  }

  @Test
  void databasesAndShardsComeAndGo() {
    store.database(0).put(Bytes.of("k"), Value.string(Bytes.of("v")));
    shards = List.of(new ShardFigures(4, "leader", 3, 20, 21));
    assertThat(scrape())
        .containsEntry("redis_db_keys{db=\"db0\"}", "1.0")
        .containsEntry("slotwise_shard_role{role=\"leader\",shard=\"4\"}", "1.0")
        .containsEntry("slotwise_shard_term{shard=\"4\"}", "3.0")
        .containsEntry("slotwise_shard_applied_index{shard=\"4\"}", "20.0")
        .containsEntry("slotwise_shard_committed_index{shard=\"4\"}", "21.0");
    shards = List.of(new ShardFigures(4, "follower", 4, 22, 22));
    assertThat(scrape())
        .containsEntry("slotwise_shard_role{role=\"follower\",shard=\"4\"}", "1.0")
        .doesNotContainKey("slotwise_shard_role{role=\"leader\",shard=\"4\"}");
  }

  @Test
  void openMetricsEndsAsItShould() {
    assertThat(page.scrape("application/openmetrics-text; version=1.0.0; charset=utf-8"))
        .contains("redis_keyspace_hits_total 3.0")
        .endsWith("# EOF\n");
  }
}
