package io.slotwise.ops.latency;

import java.util.List;

/** The last samples of an event drawn in characters, with how long ago each was below. */
final class LatencyGraph {

  private static final int COLUMNS_MAX = 80;
  private static final String[] LEVELS = {"_", "o", "#"};
  private static final int ROWS = 4;

  private LatencyGraph() {}

  static String of(LatencyMonitor.Series series, long nowUnixSeconds) {
    List<LatencyMonitor.Sample> all = series.samples();
    List<LatencyMonitor.Sample> shown =
        all.subList(Math.max(0, all.size() - COLUMNS_MAX), all.size());
    long high = shown.stream().mapToLong(LatencyMonitor.Sample::latencyMs).max().orElse(0);
    long low = shown.stream().mapToLong(LatencyMonitor.Sample::latencyMs).min().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(series.event())
        .append(" - high ")
        .append(high)
        .append(" ms, low ")
        .append(low)
        .append(" ms (all time high ")
        .append(series.maxMs())
        .append(" ms)\n")
        .append("-".repeat(COLUMNS_MAX))
        .append('\n');
    bars(shown, low, high, text);
    ages(shown, nowUnixSeconds, text);
    return text.toString();
  }

  /** Three levels in each of the rows: the higher a sample, the more of its column is drawn. */
  private static void bars(
      List<LatencyMonitor.Sample> shown, long low, long high, StringBuilder text) {
    int steps = ROWS * LEVELS.length;
    for (int row = ROWS - 1; row >= 0; row--) {
      for (LatencyMonitor.Sample sample : shown) {
        double share = high == low ? 1 : (double) (sample.latencyMs() - low) / (high - low);
        int height = (int) Math.max(1, Math.round(share * steps));
        int inRow = Math.min(LEVELS.length, height - row * LEVELS.length);
        text.append(inRow > 0 ? LEVELS[inRow - 1] : " ");
      }
      text.append('\n');
    }
  }

  /** The age of each sample, written downwards. */
  private static void ages(List<LatencyMonitor.Sample> shown, long now, StringBuilder text) {
    List<String> labels = shown.stream().map(s -> age(now - s.unixSeconds())).toList();
    int rows = labels.stream().mapToInt(String::length).max().orElse(0);
    for (int row = 0; row < rows; row++) {
      text.append('\n');
      for (String label : labels) {
        text.append(row < label.length() ? label.charAt(row) : ' ');
      }
    }
    text.append('\n');
  }

  private static String age(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + "m";
    }
    return seconds < 86_400 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
  }
}
