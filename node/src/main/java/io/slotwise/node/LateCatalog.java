package io.slotwise.node;

import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.sharding.api.CommandStats;
import io.slotwise.sharding.api.CommandStatsSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The catalog for commands that look at it: they are part of it, so it comes after them. */
final class LateCatalog implements CommandStatsSource, Supplier<CommandCatalog> {

  private volatile CommandCatalog catalog;

  /** From now on the catalog is there; nothing may ask before. */
  void set(CommandCatalog whole) {
    catalog = whole;
  }

  @Override
  public CommandCatalog get() {
    return catalog;
  }

  @Override
  public List<CommandStats> commandStats() {
    return catalog.commandStats();
  }

  @Override
  public CommandStats commandStats(String fullName) {
    return catalog.commandStats(fullName);
  }

  @Override
  public Map<String, Long> errorCounts() {
    return catalog.errorCounts();
  }

  @Override
  public long totalErrorReplies() {
    return catalog.totalErrorReplies();
  }

  @Override
  public void resetStats() {
    catalog.resetStats();
  }
}
