package io.slotwise.node;

import io.slotwise.node.command.NodeCommands;
import io.slotwise.node.command.NodeServices;
import io.slotwise.node.connection.ClientPause;
import io.slotwise.node.connection.ClientRegistry;
import io.slotwise.node.connection.Clients;
import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.ConnectionSettings;
import io.slotwise.node.connection.DiskRunners;
import io.slotwise.node.connection.ExecutionServices;
import io.slotwise.node.connection.Gates;
import io.slotwise.node.connection.LoopContext;
import io.slotwise.node.connection.MonitorFeed;
import io.slotwise.node.connection.RequestExecutor;
import io.slotwise.node.connection.RequestRoutes;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.store.NodeStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Who serves connections: the catalog of all commands and what executes them. */
final class NodeWiring implements AutoCloseable {

  private static final long WRITE_ERROR_CHECK_MS = 100;
  private static final long THREAD_IDLE_MAX_S = 30;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(named("slotwise-timer"));
  private final ExecutorService diskThreads;
  private final ClientRegistry clients;
  private final ExecutionServices services;

  NodeWiring(ServerParts parts) {
    ConfigTable config = parts.config();
    InstantSource clock = InstantSource.system();
    ConnectionSettings connectionSettings = new ConfiguredConnections(config);
    clients = new ClientRegistry(connectionSettings, System::nanoTime);
    ClientPause pause = new ClientPause(timer, System::nanoTime);
    MonitorFeed monitors = new MonitorFeed(clock);
    NodeStore store = parts.store();
    List<CommandDef> commands =
        new ArrayList<>(
            DataCommands.all(
                store.dataStore(), () -> config.get("maxmemory-policy").endsWith("-lfu")));
    CommandCatalog[] catalog = new CommandCatalog[1];
    commands.addAll(
        NodeCommands.all(
            new Clients(connectionSettings, clients, pause, monitors),
            new NodeServices(store.dataStore(), parts.nodeId(), parts.control(), clock, timer),
            () -> catalog[0]));
    catalog[0] = new CommandCatalog(commands, parts.loops().count());
    LoopContext[] loops = new LoopContext[parts.loops().count()];
    for (int i = 0; i < loops.length; i++) {
      loops[i] = new LoopContext(store.newTurnKeyspace());
    }
    diskThreads = diskThreads(store.blockingThreads());
    services =
        new ExecutionServices(
            catalog[0],
            new RequestRoutes(catalog[0]),
            new Gates(catalog[0], connectionSettings, parts.condition(), pause),
            pause,
            clients,
            monitors,
            (session, command, args, durationNanos) -> {},
            parts.pipeline(),
            parts.turns(),
            store,
            loops,
            diskThreads,
            new DiskRunners(store),
            timer,
            clock);
    timer.scheduleWithFixedDelay(
        () -> parts.condition().setLogFailure(store.writeError().orElse(null)),
        WRITE_ERROR_CHECK_MS,
        WRITE_ERROR_CHECK_MS,
        TimeUnit.MILLISECONDS);
  }

  /** Makes what serves a new connection. */
  RequestHandler.Factory handlers() {
    return this::open;
  }

  private RequestHandler open(Connection connection) {
    return new RequestExecutor(services, clients.open(connection));
  }

  private static ExecutorService diskThreads(int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            THREAD_IDLE_MAX_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named("slotwise-disk"));
    return pool;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.getAndIncrement());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    timer.shutdownNow();
    diskThreads.shutdown();
  }
}
