package io.slotwise.sharding.api;

import java.util.List;
import java.util.Map;

/** Where INFO, LATENCY and metrics find what commands have cost. Usable from any thread. */
public interface CommandStatsSource {

  /** One holder for each command and subcommand, unused ones included. */
  List<CommandStats> commandStats();

  /** The holder of a command by its full lower-case name, or null when there is no such command. */
  CommandStats commandStats(String fullName);

  /** How often each error was answered, by its first word, in alphabetical order. */
  Map<String, Long> errorCounts();

  /** Error replies altogether. */
  long totalErrorReplies();

  /** CONFIG RESETSTAT: forgets all of it. */
  void resetStats();
}
