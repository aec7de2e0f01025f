package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.CommandStats;
import io.slotwise.sharding.api.CommandStatsSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Every command that the node serves. Immutable but for the statistics; lookups may come from any
 * thread.
 */
public final class CommandCatalog implements CommandStatsSource {

  private final List<CatalogEntry> commands;
  private final List<CatalogEntry> all;
  private final NameTable byName;
  private final Map<String, CatalogEntry> byFullName = new HashMap<>();
  private final Map<String, LongAdder> errorCounts = new ConcurrentSkipListMap<>();

  /**
   * @param defs the lists of all rooms together
   * @param loopCount how many event loops will record statistics
   * @throws IllegalStateException when a name appears twice, or a command has no code behind it
   */
  public CommandCatalog(List<CommandDef> defs, int loopCount) {
    List<CatalogEntry> everything = new ArrayList<>();
    List<CatalogEntry> topLevel = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (CommandDef def : defs) {
      topLevel.add(enter(def, loopCount, everything, names));
    }
    commands = List.copyOf(topLevel);
    all = List.copyOf(everything);
    byName = new NameTable(commands);
    all.forEach(entry -> byFullName.put(entry.name(), entry));
  }

  private static CatalogEntry enter(
      CommandDef def, int loopCount, List<CatalogEntry> everything, Set<String> names) {
    String name = def.spec().name();
    if (!names.add(name)) {
      throw new IllegalStateException("command defined twice: " + name);
    }
    if (def.handler() == null && def.subcommands().isEmpty()) {
      throw new IllegalStateException("command without a handler: " + name);
    }
    List<CatalogEntry> subcommands = new ArrayList<>();
    for (CommandDef subcommand : def.subcommands()) {
      subcommands.add(enter(subcommand, loopCount, everything, names));
    }
    CatalogEntry entry =
        new CatalogEntry(def, new CommandStats(name, loopCount), everything.size(), subcommands);
    everything.add(entry);
    return entry;
  }

  /**
   * The command that a request names: the subcommand where the name is a container's and a word
   * follows.
   *
   * @return null for an unknown command or subcommand: {@link #unknown} has the error
   */
  public CatalogEntry find(Args args) {
    byte[] data = args.array();
    CatalogEntry entry = byName.find(data, args.offset(0), args.length(0));
    if (entry == null || !entry.isContainer() || args.count() == 1) {
      return entry;
    }
    return entry.subcommand(data, args.offset(1), args.length(1));
  }

  /** Redis's error for a request that {@link #find} does not know. */
  Reply.Error unknown(Args args) {
    CatalogEntry container = byName.find(args.array(), args.offset(0), args.length(0));
    return container != null && args.count() > 1
        ? Errors.unknownSubcommand(container.name(), args.get(1))
        : Errors.unknownCommand(args);
  }

  /**
   * The command or subcommand with a full name in any case, or null.
   *
   * @param fullName {@code get} or {@code config|get}
   */
  public CatalogEntry find(Bytes fullName) {
    return byFullName.get(fullName.lowerCase());
  }

  /** The commands, without subcommands, in the order of definition. */
  public List<CatalogEntry> commands() {
    return commands;
  }

  /** Commands and subcommands; an entry's place is its {@link CatalogEntry#index()}. */
  public List<CatalogEntry> all() {
    return all;
  }

  /** Counts an error that is about to be answered. */
  public void countError(Reply.Error error) {
    errorCounts.computeIfAbsent(error.codeName(), code -> new LongAdder()).increment();
  }

  @Override
  public List<CommandStats> commandStats() {
    return all.stream().map(CatalogEntry::stats).toList();
  }

  @Override
  public CommandStats commandStats(String fullName) {
    CatalogEntry entry = byFullName.get(fullName);
    return entry == null ? null : entry.stats();
  }

  @Override
  public Map<String, Long> errorCounts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    errorCounts.forEach((code, count) -> counts.put(code, count.sum()));
    return Collections.unmodifiableMap(counts);
  }

  @Override
  public long totalErrorReplies() {
    return errorCounts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  @Override
  public void resetStats() {
    all.forEach(entry -> entry.stats().reset());
    errorCounts.clear();
  }
}
