package io.slotwise.node;

import io.slotwise.node.cli.Version;
import io.slotwise.node.connection.CatalogEntry;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.RequestObserver;
import io.slotwise.ops.config.ConfigCommands;
import io.slotwise.ops.config.ConfigRewriter;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.SettingsLoader;
import io.slotwise.ops.debug.DebugCommand;
import io.slotwise.ops.debug.DebugObject;
import io.slotwise.ops.info.InfoCommand;
import io.slotwise.ops.info.InfoReport;
import io.slotwise.ops.info.InfoSources;
import io.slotwise.ops.info.LolwutCommand;
import io.slotwise.ops.info.ReplicationId;
import io.slotwise.ops.info.ServerFacts;
import io.slotwise.ops.info.StandardInfo;
import io.slotwise.ops.latency.LatencyCommands;
import io.slotwise.ops.latency.LatencyMonitor;
import io.slotwise.ops.memory.MemoryCommands;
import io.slotwise.ops.metrics.MetricsPage;
import io.slotwise.ops.slowlog.SlowLog;
import io.slotwise.ops.slowlog.SlowLogCommands;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.command.Flag;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.command.ObjectCommands;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What an operator looks at: configuration, INFO, slow log, latency, memory, DEBUG. */
final class OpsWiring implements RequestObserver {

  private static final int RUN_ID_BYTES = 20;

  private final SlowLog slowLog;
  private final LatencyMonitor latency;
  private final StandardInfo info;
  private final InfoReport report;
  private final ServerParts parts;
  private final Executor executor;
  private final LateCatalog catalog;
  private final InstantSource clock;
  private final ReplicationId replicationId = new ReplicationId();

  /**
   * @param executor for commands that may wait for the disk
   */
  OpsWiring(ServerParts parts, LateCatalog catalog, InstantSource clock, Executor executor) {
    this.parts = parts;
    this.catalog = catalog;
    this.clock = clock;
    this.executor = executor;
    ConfigTable config = parts.config();
    slowLog = new SlowLog(config, clock);
    latency = new LatencyMonitor(config, clock);
    ServerFacts facts =
        new ServerFacts(
            Version.text(),
            newRunId(),
            replicationId,
            parts.port(),
            parts.loops().isNative() ? "epoll" : "nio",
            parts.loops().count());
    info =
        new StandardInfo(
            new InfoSources(
                config, parts.store().dataStore(), catalog, parts.counters(), facts, clock),
            System::nanoTime);
    report = info.report();
  }

  private static String newRunId() {
    byte[] random = new byte[RUN_ID_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * The commands.
   *
   * @param others commands of the data, of which DEBUG OBJECT makes its answer
   */
  List<CommandDef> commands(List<CommandDef> others) {
    DataStore store = parts.store().dataStore();
    ConfigTable config = parts.config();
    List<CommandDef> all = new ArrayList<>();
    all.addAll(
        new ConfigCommands(
                config,
                new ConfigRewriter(config, configFile()),
                List.of(info::reset),
                executor,
                parts.sharedValues())
            .all());
    all.add(new InfoCommand(report, executor).definition());
    all.addAll(new SlowLogCommands(slowLog).all());
    all.addAll(new LatencyCommands(latency, catalog, config, clock).all());
    all.addAll(
        new MemoryCommands(info.memory(), store, config, ObjectCommands.MEMORY_USAGE, executor)
            .all());
    all.add(new LolwutCommand(Version.text()).definition());
    all.add(
        new DebugCommand(
                store,
                (int) config.number("databases"),
                new DebugObject(find(others, "object|encoding"), find(others, "dump")),
                DataCommands.contents(),
                replicationId,
                parts.store()::setActiveExpiry,
                executor)
            .definition());
    return all;
  }

  private static CommandDef find(List<CommandDef> commands, String fullName) {
    for (CommandDef command : commands) {
      if (command.spec().name().equals(fullName)) {
        return command;
      }
      for (CommandDef subcommand : command.subcommands()) {
        if (subcommand.spec().name().equals(fullName)) {
          return subcommand;
        }
      }
    }
    throw new IllegalArgumentException("no such command: " + fullName);
  }

  private Path configFile() {
    String file = parts.settings().config().getString(SettingsLoader.CONFIG_FILE_PATH);
    return file.isEmpty() ? null : Path.of(file);
  }

  /**
   * The figures for Prometheus, as long as somebody may ask for them.
   *
   * @param ready whether clients should be sent here
   */
  MetricsPage metrics(BooleanSupplier ready) {
    return new MetricsPage(
        new MetricsPage.Sources(
            report,
            catalog,
            parts.store().dataStore(),
            parts.config(),
            () -> ManagementWiring.figures(parts.cluster()),
            ready));
  }

  /** Adds fields to INFO. */
  void addInfo(String section, Supplier<Map<String, Object>> fields) {
    report.add(section, fields);
  }

  /** To be called every 100 ms. */
  void sample() {
    info.sample();
  }

  @Override
  public void ran(ClientSession session, CatalogEntry command, Args args, long durationNanos) {
    if (slowLog.isSlow(durationNanos) && !command.spec().is(Flag.SKIP_SLOWLOG)) {
      slowLog.maybeRecord(durationNanos, session.shownArgs(args), session);
    }
    if (latency.thresholdMs() != 0) {
      latency.recordNanos(command.spec().is(Flag.FAST) ? "fast-command" : "command", durationNanos);
    }
  }
}
