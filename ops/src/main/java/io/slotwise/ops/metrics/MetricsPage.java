package io.slotwise.ops.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.info.InfoReport;
import io.slotwise.sharding.api.CommandStats;
import io.slotwise.sharding.api.CommandStatsSource;
import io.slotwise.sharding.api.DataStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a node in Prometheus's text format. INFO is asked once for each scrape, so that
 * all figures are of one moment. Thread-safe; a scrape takes as long as INFO and so belongs on a
 * thread that may wait.
 */
public final class MetricsPage implements AutoCloseable {

  private static final double USEC_PER_SECOND = 1e6;
  private static final double MS_PER_SECOND = 1e3;

  /**
   * Where the figures come from.
   *
   * @param shards the replicas on this node; none on a node that is in no cluster
   * @param ready whether clients should be sent here
   */
  public record Sources(
      InfoReport info,
      CommandStatsSource commands,
      DataStore store,
      ConfigTable config,
      Supplier<List<ShardFigures>> shards,
      BooleanSupplier ready) {}

  private final Sources sources;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final MultiGauge keys = gauges("redis.db.keys", "Keys of a database");
  private final MultiGauge expiring = gauges("redis.db.keys.expiring", "Keys with a deadline");
  private final MultiGauge ttls = gauges("redis.db.avg.ttl.seconds", "Mean time left of these");
  private final MultiGauge roles = gauges("slotwise.shard.role", "1 for the role that it has here");
  private final MultiGauge terms = gauges("slotwise.shard.term", "Raft's term");
  private final MultiGauge applied =
      gauges("slotwise.shard.applied.index", "Last log entry that memory has");
  private final MultiGauge committed =
      gauges("slotwise.shard.committed.index", "Last log entry that a majority has");
  private final Set<String> knownCommands = new HashSet<>();

  /** What INFO said for this scrape, by section. */
  private volatile Map<String, Map<String, Object>> info = Map.of();

  public MetricsPage(Sources sources) {
    this.sources = sources;
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    Gauge.builder("redis.up", () -> 1).description("Always 1").register(registry);
    Gauge.builder("slotwise.ready", () -> sources.ready().getAsBoolean() ? 1 : 0)
        .description("Whether clients should be sent here")
        .register(registry);
    Gauge.builder("slotwise.journal.writable", this, MetricsPage::journalTakesWrites)
        .description("Whether the log takes writes")
        .register(registry);
    Figures.ALL.forEach(this::register);
  }

  private MultiGauge gauges(String name, String help) {
    return MultiGauge.builder(name).description(help).register(registry);
  }

  private void register(Figure figure) {
    ToDoubleFunction<MetricsPage> value = page -> page.number(figure);
    switch (figure.kind()) {
      case GAUGE ->
          Gauge.builder(figure.name(), this, value).description(figure.help()).register(registry);
      case COUNTER ->
          FunctionCounter.builder(figure.name(), this, value)
              .description(figure.help())
              .register(registry);
    }
  }

  private double journalTakesWrites() {
    Object status = info.getOrDefault("persistence", Map.of()).get("journal_write_status");
    return "ok".equals(status) ? 1 : 0;
  }

  /** A figure that INFO does not have on this node is none here either. */
  private double number(Figure figure) {
    Object value = info.getOrDefault(figure.section(), Map.of()).get(figure.field());
    if (value instanceof Number number) {
      return number.doubleValue() * figure.factor();
    }
    return value == null ? Double.NaN : Double.parseDouble(value.toString()) * figure.factor();
  }

  /**
   * All figures as they are now.
   *
   * @param contentType of the format: Prometheus's plain text or OpenMetrics
   */
  public synchronized String scrape(String contentType) {
    Map<String, Map<String, Object>> now = new HashMap<>();
    for (Figure figure : Figures.ALL) {
      now.computeIfAbsent(figure.section(), sources.info()::fields);
    }
    info = now;
    sources.commands().commandStats().forEach(this::register);
    registerDatabases();
    registerShards();
    return registry.scrape(contentType);
  }

  private void register(CommandStats stats) {
    if (!stats.isUsed() || !knownCommands.add(stats.name())) {
      return;
    }
    counter("redis.commands", stats, CommandStats::calls);
    counter("redis.commands.duration.seconds", stats, s -> s.usec() / USEC_PER_SECOND);
    counter("redis.commands.failed.calls", stats, CommandStats::failedCalls);
    counter("redis.commands.rejected.calls", stats, CommandStats::rejectedCalls);
  }

  private void counter(String name, CommandStats stats, ToDoubleFunction<CommandStats> value) {
    FunctionCounter.builder(name, stats, value)
        .description("By command, as in INFO commandstats")
        .tag("cmd", stats.name())
        .register(registry);
  }

  private void registerDatabases() {
    List<MultiGauge.Row<?>> keyRows = new ArrayList<>();
    List<MultiGauge.Row<?>> expiringRows = new ArrayList<>();
    List<MultiGauge.Row<?>> ttlRows = new ArrayList<>();
    for (int database = 0; database < sources.config().number("databases"); database++) {
      var stats = sources.store().databaseStats(database);
      if (stats.keys() > 0) {
        Tags tags = Tags.of("db", "db" + database);
        keyRows.add(MultiGauge.Row.of(tags, stats.keys()));
        expiringRows.add(MultiGauge.Row.of(tags, stats.keysWithExpiry()));
        ttlRows.add(MultiGauge.Row.of(tags, stats.averageTtlMs() / MS_PER_SECOND));
      }
    }
    keys.register(keyRows, true);
    expiring.register(expiringRows, true);
    ttls.register(ttlRows, true);
  }

  private void registerShards() {
    List<ShardFigures> shards = sources.shards().get();
    roles.register(
        rows(shards, s -> Tags.of("shard", number(s), "role", s.role()), shard -> 1), true);
    terms.register(rows(shards, s -> Tags.of("shard", number(s)), ShardFigures::term), true);
    applied.register(
        rows(shards, s -> Tags.of("shard", number(s)), ShardFigures::appliedIndex), true);
    committed.register(
        rows(shards, s -> Tags.of("shard", number(s)), ShardFigures::committedIndex), true);
  }

  private static String number(ShardFigures shard) {
    return Integer.toString(shard.shard());
  }

  private static List<MultiGauge.Row<?>> rows(
      List<ShardFigures> shards,
      java.util.function.Function<ShardFigures, Tags> tags,
      ToDoubleFunction<ShardFigures> value) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    shards.forEach(s -> rows.add(MultiGauge.Row.of(tags.apply(s), value.applyAsDouble(s))));
    return rows;
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
