package io.slotwise.ops.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.slotwise.ops.config.ConfigSetException;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.testing.CommandRunner;
import io.slotwise.ops.testing.TestCommands;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private long unixSeconds = 1_000;
  private final ConfigTable config = ConfigTable.of(ConfigFactory.load());
  private final LatencyMonitor monitor = new LatencyMonitor(config, this::now);
  private final TestCommands stats = new TestCommands();
  private final CommandRunner commands =
      new CommandRunner(new LatencyCommands(monitor, stats, config, this::now).all());

  private Instant now() {
    return Instant.ofEpochSecond(unixSeconds);
  }

  private void setThreshold(long ms) throws ConfigSetException {
    config.set(List.of(Map.entry("latency-monitor-threshold", Long.toString(ms))), false);
  }

  @Test
  void nothingIsKeptWhileMonitoringIsOff() {
    monitor.record("command", 1_000_000);
    monitor.recordNanos("command", Long.MAX_VALUE - 1);
    assertThat(commands.run("latency", "latest")).isEqualTo("[]");
    assertThat(commands.run("latency", "doctor")).contains("is off");
  }

  @Test
  void spikesAreKeptOneASecondWithTheWorst() throws ConfigSetException {
    setThreshold(100);
    monitor.record("command", 99);
    monitor.record("command", 150);
    monitor.recordNanos("command", 200_900_000);
    monitor.record("command", 120);
    unixSeconds++;
    monitor.record("command", 110);
    monitor.record("fork", 300);
    assertThat(commands.run("latency", "history", "command"))
        .isEqualTo("[[:1000, :200], [:1001, :110]]");
    assertThat(commands.run("latency", "latest"))
        .isEqualTo("[[command, :1001, :110, :200], [fork, :1001, :300, :300]]");
    assertThat(commands.run("latency", "history", "nope")).isEqualTo("[]");
    assertThat(commands.run("latency", "reset", "fork", "nope")).isEqualTo(":1");
    assertThat(commands.run("latency", "reset")).isEqualTo(":1");
    assertThat(commands.run("latency", "latest")).isEqualTo("[]");
  }

  @Test
  void onlyTheLastHundredAndSixtySamplesAreKept() throws ConfigSetException {
    setThreshold(1);
    for (int i = 0; i < 200; i++) {
      unixSeconds++;
      monitor.record("command", 1_000 - i);
    }
    LatencyMonitor.Series series = monitor.of("command");
    assertThat(series.samples()).hasSize(160);
    assertThat(series.maxMs()).isEqualTo(1_000);
    assertThat(series.latest().latencyMs()).isEqualTo(801);
  }

  @Test
  void theGraphShowsHighLowAndAges() throws ConfigSetException {
    setThreshold(1);
    monitor.record("command", 10);
    unixSeconds += 75;
    monitor.record("command", 40);
    unixSeconds += 5;
    assertThat(commands.run("latency", "graph", "command"))
        .startsWith("command - high 40 ms, low 10 ms (all time high 40 ms)\n")
        .contains(" #\n", "15\nms\n");
    assertThat(commands.run("latency", "graph", "nope"))
        .isEqualTo("-ERR No samples available for event 'nope'");
  }

  @Test
  void theDoctorNamesEventsAndGivesAdvice() throws ConfigSetException {
    setThreshold(1);
    assertThat(commands.run("latency", "doctor")).contains("Nothing to worry about");
    monitor.record("command", 10);
    assertThat(commands.run("latency", "doctor"))
        .contains("1. command: 1 spikes, mean 10 ms, worst 10 ms, last 10 ms.", "SLOWLOG GET");
  }

  @Test
  void histogramsAreCumulativeAndContainersStandForTheirParts() {
    stats.commandStats("get").record(0, 1_500, false);
    stats.commandStats("get").record(0, 90_000, false);
    stats.commandStats("get").record(0, 90_000, false);
    stats.commandStats("config|get").record(0, 900, false);
    assertThat(commands.run("latency", "histogram", "get", "nope"))
        .isEqualTo("{get={calls=:3, histogram_usec={:2=:1, :128=:3}}}");
    assertThat(commands.run("latency", "histogram", "CONFIG"))
        .isEqualTo("{config|get={calls=:1, histogram_usec={:1=:1}}}");
    assertThat(commands.run("latency", "histogram")).contains("get=", "config|get=");
  }
}
