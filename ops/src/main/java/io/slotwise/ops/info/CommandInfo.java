package io.slotwise.ops.info;

import io.slotwise.ops.config.ConfigTable;
import io.slotwise.sharding.api.CommandStats;
import io.slotwise.sharding.api.CommandStatsSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** INFO's sections about commands and errors. */
final class CommandInfo {

  private static final double NANOS_PER_USEC = 1_000;

  private final CommandStatsSource source;
  private final ConfigTable config;

  CommandInfo(CommandStatsSource source, ConfigTable config) {
    this.source = source;
    this.config = config;
  }

  /** Commands that ran since the start or the last reset. */
  long callCount() {
    long calls = 0;
    for (CommandStats stats : source.commandStats()) {
      calls += stats.calls();
    }
    return calls;
  }

  Map<String, Object> commandStats() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (CommandStats stats : source.commandStats()) {
      if (stats.isUsed()) {
        fields.put("cmdstat_" + stats.name(), line(stats));
      }
    }
    return fields;
  }

  private static String line(CommandStats stats) {
    long calls = stats.calls();
    return String.format(
        Locale.ROOT,
        "calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
        calls,
        stats.usec(),
        calls == 0 ? 0.0 : (double) stats.usec() / calls,
        stats.rejectedCalls(),
        stats.failedCalls());
  }

  Map<String, Object> errorStats() {
    Map<String, Object> fields = new LinkedHashMap<>();
    new TreeMap<>(source.errorCounts())
        .forEach(
            (code, count) -> {
              if (count > 0) {
                fields.put("errorstat_" + code, "count=" + count);
              }
            });
    return fields;
  }

  Map<String, Object> latencyStats() {
    Map<String, Object> fields = new LinkedHashMap<>();
    String percentiles = config.get("latency-tracking-info-percentiles");
    if (!config.isYes("latency-tracking") || percentiles.isEmpty()) {
      return fields;
    }
    for (CommandStats stats : source.commandStats()) {
      if (stats.calls() > 0) {
        StringJoiner values = new StringJoiner(",");
        for (String percent : percentiles.split(" ")) {
          double usec = stats.percentileNanos(Double.parseDouble(percent)) / NANOS_PER_USEC;
          values.add("p" + percent + "=" + String.format(Locale.ROOT, "%.3f", usec));
        }
        fields.put("latency_percentiles_usec_" + stats.name(), values.toString());
      }
    }
    return fields;
  }
}
