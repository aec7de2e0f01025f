package io.slotwise.ops.testing;

import io.slotwise.sharding.api.CommandStats;
import io.slotwise.sharding.api.CommandStatsSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What three commands have cost. */
public final class TestCommands implements CommandStatsSource {

  private final Map<String, CommandStats> commands = new LinkedHashMap<>();
  public final Map<String, Long> errors = new LinkedHashMap<>();

  public TestCommands() {
    for (String name : List.of("get", "config|get", "config|set")) {
      commands.put(name, new CommandStats(name, 1));
    }
  }

  @Override
  public List<CommandStats> commandStats() {
    return List.copyOf(commands.values());
  }

  @Override
  public CommandStats commandStats(String fullName) {
    return commands.get(fullName);
  }

  @Override
  public Map<String, Long> errorCounts() {
    return errors;
  }

  @Override
  public long totalErrorReplies() {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void resetStats() {
    commands.values().forEach(CommandStats::reset);
    errors.clear();
  }
}
