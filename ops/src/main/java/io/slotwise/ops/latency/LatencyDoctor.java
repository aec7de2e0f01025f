package io.slotwise.ops.latency;

import io.slotwise.ops.config.ConfigTable;
import java.util.Collection;
import java.util.Locale;

/** LATENCY DOCTOR: what the spikes say, and what to try. */
final class LatencyDoctor {

  private LatencyDoctor() {}

  static String report(LatencyMonitor monitor, ConfigTable config) {
    if (monitor.thresholdMs() == 0) {
      return "Latency monitoring is off, so there is nothing to look at. Switch it on with CONFIG SET"
          + " latency-monitor-threshold <milliseconds>; 100 is a good value to start with.\n";
    }
    Collection<LatencyMonitor.Series> all = monitor.all();
    if (all.isEmpty()) {
      return "No event took "
          + monitor.thresholdMs()
          + " ms or more since the last reset. Nothing to worry about.\n";
    }
    StringBuilder text = new StringBuilder();
    int number = 0;
    for (LatencyMonitor.Series series : all) {
      number++;
      text.append(number).append(". ").append(line(series)).append('\n');
    }
    text.append('\n').append(advice(all, config));
    return text.toString();
  }

  private static String line(LatencyMonitor.Series series) {
    double mean =
        series.samples().stream().mapToLong(LatencyMonitor.Sample::latencyMs).average().orElse(0);
    return String.format(
        Locale.ROOT,
        "%s: %d spikes, mean %.0f ms, worst %d ms, last %d ms.",
        series.event(),
        series.samples().size(),
        mean,
        series.maxMs(),
        series.latest().latencyMs());
  }

  private static String advice(Collection<LatencyMonitor.Series> all, ConfigTable config) {
    StringBuilder text = new StringBuilder("What to try:\n");
    boolean commands = all.stream().anyMatch(s -> s.event().endsWith(LatencyMonitor.COMMAND));
    if (commands) {
      text.append("- SLOWLOG GET names the commands and their arguments.\n");
      if (config.number("slowlog-log-slower-than") > monitorMicros(config)) {
        text.append(
            "- slowlog-log-slower-than is above this threshold: lower it to see them all.\n");
      }
    }
    text.append("- INFO jvm shows the pauses of the garbage collector; SLOWLOG entries of cheap ")
        .append(
            "commands at the same moment are a sign of them. A larger heap makes them rarer.\n");
    if (config.get("durability").equals("fsync")) {
      text.append(
              "- durability is fsync: every write waits for the disk. INFO persistence shows how ")
          .append("long a sync takes.\n");
    }
    text.append(
        "- INFO rocksdb and INFO persistence show flushes and compactions that are behind.\n");
    return text.toString();
  }

  private static long monitorMicros(ConfigTable config) {
    return config.number("latency-monitor-threshold") * 1_000;
  }
}
