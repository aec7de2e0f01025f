package io.slotwise.ops.latency;

import io.slotwise.ops.config.ConfigTable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Spikes: how long events took that took too long, at most one a second and the last 160 of each
 * kind. Usable from any thread; what is below the threshold costs one comparison.
 */
public final class LatencyMonitor {

  /** A command that is not marked as fast. */
  public static final String COMMAND = "command";

  /** A command that Redis marks as fast. */
  public static final String FAST_COMMAND = "fast-command";

  private static final int SAMPLES_MAX = 160;
  private static final long NANOS_PER_MS = 1_000_000;

  private final InstantSource clock;
  private final Map<String, Series> events = new TreeMap<>();
  private volatile long thresholdNanos = Long.MAX_VALUE;
  private volatile long thresholdMs;

  /** One spike: the worst of its second. */
  public record Sample(long unixSeconds, long latencyMs) {}

  /**
   * What is known about one kind of event.
   *
   * @param samples oldest first, never empty
   * @param maxMs the worst since the last reset
   */
  public record Series(String event, List<Sample> samples, long maxMs) {

    /** The newest. */
    public Sample latest() {
      return samples.get(samples.size() - 1);
    }

    private Series with(long unixSeconds, long latencyMs) {
      List<Sample> next = new ArrayList<>(samples);
      Sample newest = next.isEmpty() ? null : latest();
      if (newest != null && newest.unixSeconds() == unixSeconds) {
        next.remove(next.size() - 1);
        next.add(new Sample(unixSeconds, Math.max(latencyMs, newest.latencyMs())));
      } else {
        next.add(new Sample(unixSeconds, latencyMs));
      }
      if (next.size() > SAMPLES_MAX) {
        next.remove(0);
      }
      return new Series(event, List.copyOf(next), Math.max(maxMs, latencyMs));
    }
  }

  public LatencyMonitor(ConfigTable config, InstantSource clock) {
    this.clock = clock;
    config.follow("latency-monitor-threshold", value -> setThresholdMs(Long.parseLong(value)));
  }

  private void setThresholdMs(long ms) {
    thresholdMs = ms;
    thresholdNanos =
        ms == 0 || ms > Long.MAX_VALUE / NANOS_PER_MS ? Long.MAX_VALUE : ms * NANOS_PER_MS;
  }

  /** Events of fewer milliseconds do not count; 0: none does. */
  public long thresholdMs() {
    return thresholdMs;
  }

  /** Enters an event if it took long enough. */
  public void recordNanos(String event, long durationNanos) {
    if (durationNanos >= thresholdNanos) {
      enter(event, durationNanos / NANOS_PER_MS);
    }
  }

  /** Enters an event if it took long enough. */
  public void record(String event, long durationMs) {
    if (thresholdMs != 0 && durationMs >= thresholdMs) {
      enter(event, durationMs);
    }
  }

  private synchronized void enter(String event, long durationMs) {
    Series before = events.getOrDefault(event, new Series(event, List.of(), 0));
    events.put(event, before.with(clock.instant().getEpochSecond(), durationMs));
  }

  /** Every kind of event that had a spike, by name. */
  public synchronized Collection<Series> all() {
    return List.copyOf(events.values());
  }

  /** One kind of event, or null when it had no spike. */
  public synchronized Series of(String event) {
    return events.get(event);
  }

  /** Forgets one kind of event; true if there was one. */
  public synchronized boolean reset(String event) {
    return events.remove(event) != null;
  }

  /** Forgets all. Returns how many kinds of events there were. */
  public synchronized int resetAll() {
    int count = events.size();
    events.clear();
    return count;
  }
}
