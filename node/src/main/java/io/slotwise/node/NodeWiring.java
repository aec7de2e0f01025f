package io.slotwise.node;

import io.slotwise.node.command.NodeCommands;
import io.slotwise.node.command.NodeServices;
import io.slotwise.node.connection.ClientPause;
import io.slotwise.node.connection.ClientRegistry;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Clients;
import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.ConnectionSettings;
import io.slotwise.node.connection.DiskRunners;
import io.slotwise.node.connection.ExecutionServices;
import io.slotwise.node.connection.Extent;
import io.slotwise.node.connection.Face;
import io.slotwise.node.connection.Gates;
import io.slotwise.node.connection.LoopContext;
import io.slotwise.node.connection.MonitorFeed;
import io.slotwise.node.connection.NodeCalls;
import io.slotwise.node.connection.OtherNodes;
import io.slotwise.node.connection.PeerLinks;
import io.slotwise.node.connection.PipelineStats;
import io.slotwise.node.connection.ReplicaRule;
import io.slotwise.node.connection.RequestExecutor;
import io.slotwise.node.connection.RequestRoutes;
import io.slotwise.node.connection.RunningScripts;
import io.slotwise.node.connection.ScriptServices;
import io.slotwise.node.connection.ScriptSettings;
import io.slotwise.node.connection.ScriptThreads;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.connection.TurnTaker;
import io.slotwise.node.connection.WaitingClients;
import io.slotwise.node.pubsub.Broadcast;
import io.slotwise.node.pubsub.KeyspaceEvents;
import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.script.Scripting;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.node.whole.ClusterExtent;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.metrics.MetricsPage;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who serves connections: the catalog of all commands and what executes them. */
final class NodeWiring implements AutoCloseable {

  private static final long SAMPLE_EVERY_MS = 100;

  /** How soon who tracks has a connection to a node that is new, and none to one that is gone. */
  private static final long CONNECT_EVERY_MS = 500;

  private static final int NETWORK_THREADS_MAX = 8;
  private static final long THREAD_IDLE_MAX_S = 30;
  private static final long DISK_THREADS_END_MAX_S = 20;

  /** Scripts may nest a thousand tables in each other, and cjson reads them in calls. */
  private static final long SCRIPT_STACK_BYTES = 16L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(NodeWiring.class);

  private final ScheduledExecutorService timer = timer();
  private final ExecutorService networkThreads = threads(NETWORK_THREADS_MAX, "slotwise-network");
  private final ExecutorService shardThread = threads(1, "slotwise-shard-changes");
  private final ExecutorService diskThreads;
  private final ScriptThreads scriptThreads;
  private final Scripting scripting;
  private final ClientRegistry clients;
  private final ReplicaRule replicaRule;
  private final ExecutionServices services;
  private final OpsWiring ops;

  NodeWiring(ServerParts parts) {
    ConfigTable config = parts.config();
    InstantSource clock = InstantSource.system();
    ConnectionSettings connectionSettings = new ConfiguredConnections(config);
    clients = new ClientRegistry(connectionSettings, System::nanoTime);
    ClientPause pause = new ClientPause(timer, System::nanoTime);
    MonitorFeed monitors = new MonitorFeed(clock);
    LoopMails mails = new LoopMails(parts.loops().count());
    PubSub pubSub = new PubSub(mails, parts.loops().count());
    NodeStore store = parts.store();
    KeyTracking tracking = tracking(mails, config);
    OtherNodes others = PeersWiring.of(parts, pubSub, passwordOfNodes(config), timer);
    followKeyEvents(pubSub, others.broadcast(), parts);
    LateCatalog late = new LateCatalog();
    diskThreads = diskThreads(store, config);
    ops = new OpsWiring(parts, late, clock, diskThreads);
    ScriptServices scripts = scripts(config);
    scriptThreads = scripts.threads();
    Extent extent = extent(parts);
    scripting = new Scripting(scripts, late, extent, parts.libraries());
    Clients everybody =
        new Clients(connectionSettings, clients, pause, monitors, pubSub, tracking, others);
    CommandCatalog catalog =
        new CommandCatalog(commands(parts, late, everybody, clock), parts.loops().count());
    late.set(catalog);
    replicaRule = replicaRule(parts);
    DiskRunners diskRunners = diskRunners(parts, pubSub, tracking, clock);
    LoopContext[] loops = loopContexts(parts, diskRunners);
    services =
        new ExecutionServices(
            catalog,
            new RequestRoutes(catalog),
            new Gates(catalog, connectionSettings, parts.condition(), pause),
            pause,
            clients,
            monitors,
            pubSub,
            mails,
            others,
            tracking,
            ops,
            parts.pipeline(),
            parts.turns(),
            new TurnTaker(parts.turns(), scripts.running()),
            scripts,
            parts.owners(),
            extent,
            replicaRule,
            new NodeCalls(store.heldKeys(), parts.owners(), store::appendedPosition),
            new PeerLinks.Network(parts.loops(), parts.tls(), passwordOfNodes(config)),
            store,
            loops,
            diskThreads,
            diskRunners,
            timer,
            clock);
    showFigures(parts, everybody, loops);
    scripting.warmUp();
    lookNowAndThen(parts, tracking);
  }

  private void lookNowAndThen(ServerParts parts, KeyTracking tracking) {
    every(SAMPLE_EVERY_MS, () -> sample(parts));
    if (parts.owners().isClustered()) {
      every(CONNECT_EVERY_MS, () -> keepConnected(parts.owners(), tracking));
    }
  }

  private void every(long ms, Runnable work) {
    timer.scheduleWithFixedDelay(work, ms, ms, TimeUnit.MILLISECONDS);
  }

  /** Who is told of keys that it has not read needs connections to all nodes. */
  private static void keepConnected(SlotOwners owners, KeyTracking tracking) {
    if (tracking.isOn()) {
      boolean allThere = owners.otherNodes().stream().allMatch(owners::isReachable);
      tracking.onEachLoop(
          mode -> mode.broadcast() || !allThere, client -> client.elsewhere().keep());
    }
  }

  private static ExecutorService diskThreads(NodeStore store, ConfigTable config) {
    ExecutorService threads = threads(store.blockingThreads(), "slotwise-disk");
    config.onChangeSlowly("durability", new DurabilityDial(store, threads)::turnTo);
    return threads;
  }

  private static ReplicaRule replicaRule(ServerParts parts) {
    int shardCount = parts.owners().shardOf(Slots.COUNT - 1) + 1;
    ReplicaRule rule = new ReplicaRule(parts.followers(), shardCount);
    RuntimeSettings.follow(parts.config(), rule);
    return rule;
  }

  private static LoopContext[] loopContexts(ServerParts parts, DiskRunners diskRunners) {
    LoopContext[] loops = new LoopContext[parts.loops().count()];
    Arrays.setAll(loops, i -> new LoopContext(diskRunners));
    return loops;
  }

  private Extent extent(ServerParts parts) {
    DataStore store = parts.store().dataStore();
    return parts.owners().isClustered()
        ? new ClusterExtent(parts.owners(), store, timer)
        : Extent.ofNode(store);
  }

  private DiskRunners diskRunners(
      ServerParts parts, PubSub pubSub, KeyTracking tracking, InstantSource clock) {
    WaitingClients waiting = new WaitingClients(timer);
    parts
        .owners()
        .onLeave(
            new ShardChanges(
                parts.owners(), parts.turns(), waiting, pubSub, tracking, shardThread));
    DiskRunners runners =
        new DiskRunners(
            parts.store(),
            waiting,
            parts.turns(),
            parts.owners(),
            replicaRule,
            tracking,
            diskThreads,
            clock);
    parts.store().setKeyWriteListener(runners);
    return runners;
  }

  private void showFigures(ServerParts parts, Clients everybody, LoopContext[] loops) {
    int tlsPort = parts.settings().tlsPort();
    if (tlsPort != 0) {
      ops.addInfo("server", () -> Map.of("tls_port", tlsPort));
    }
    ops.addInfo("clients", () -> clientFigures(everybody.tracking(), everybody.pause()));
    ops.addInfo("stats", () -> subscriptionFigures(everybody.pubSub(), everybody.tracking()));
    if (parts.owners().isClustered()) {
      ops.addInfo("cluster", everybody.others().peers()::figures);
    }
    ops.addInfo("memory", scripting::memoryFigures);
    ops.addInfo("scripts", scripting::figures);
    ops.addInfo("slots", () -> slotFigures(parts.turns()));
    ops.addInfo("locks", () -> parts.store().locks().waits().figures());
    ops.addInfo("pipeline", () -> PipelineStats.sum(loops));
  }

  private List<CommandDef> commands(
      ServerParts parts, LateCatalog catalog, Clients everybody, InstantSource clock) {
    DataStore store = parts.store().dataStore();
    ConfigTable config = parts.config();
    config.readOnDemand("maxmemory-policy");
    List<CommandDef> commands =
        new ArrayList<>(
            DataCommands.all(store, () -> config.get("maxmemory-policy").endsWith("-lfu")));
    commands.addAll(
        NodeCommands.all(
            everybody,
            new NodeServices(
                store,
                parts.owners(),
                parts.followers(),
                parts.nodeId(),
                parts.cluster(),
                parts.control(),
                clock,
                networkThreads,
                parts.tls(),
                timer),
            catalog));
    commands.addAll(scripting.commands());
    commands.addAll(ops.commands(commands));
    return commands;
  }

  private static Supplier<String> passwordOfNodes(ConfigTable config) {
    config.readOnDemand("masterauth");
    return () -> {
      String ofOthers = config.get("masterauth");
      return ofOthers.isEmpty() ? config.get("requirepass") : ofOthers;
    };
  }

  private void sample(ServerParts parts) {
    replicaRule.look();
    parts.condition().setLogFailure(parts.writeObstacle().get());
    ops.sample();
  }

  private Map<String, Object> clientFigures(KeyTracking tracking, ClientPause pause) {
    long blocked = clients.all().stream().filter(client -> client.blockade() != null).count();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("tracking_clients", tracking.clientCount());
    figures.put("blocked_clients", blocked + pause.waitingCount());
    return figures;
  }

  private static Map<String, Object> subscriptionFigures(PubSub pubSub, KeyTracking tracking) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("pubsub_channels", pubSub.count(PubSub.Kind.CHANNEL));
    figures.put("pubsub_patterns", pubSub.count(PubSub.Kind.PATTERN));
    figures.put("pubsubshard_channels", pubSub.count(PubSub.Kind.SHARD_CHANNEL));
    figures.put("tracking_total_keys", tracking.keyCount());
    figures.put("tracking_total_items", tracking.itemCount());
    figures.put("tracking_total_prefixes", tracking.prefixCount());
    return figures;
  }

  private static Map<String, Object> slotFigures(SlotTurns turns) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("slots_open", turns.openSlots());
    figures.put("slot_turns_granted", turns.grantedTurns());
    return figures;
  }

  /** Makes what serves a new connection. */
  RequestHandler.Factory handlers(Face face) {
    return connection -> open(connection, face);
  }

  /** The figures for Prometheus. */
  MetricsPage metrics(BooleanSupplier ready) {
    return ops.metrics(ready);
  }

  /** Where what may wait for the disk runs. */
  Executor diskThreads() {
    return diskThreads;
  }

  private RequestHandler open(Connection connection, Face face) {
    ClientSession session = clients.open(connection);
    session.setFace(face);
    return new RequestExecutor(services, session);
  }

  private KeyTracking tracking(LoopMails mails, ConfigTable config) {
    KeyTracking tracking = new KeyTracking(mails);
    tracking.findBy(
        id -> {
          ClientSession client = clients.find(id);
          return client == null ? null : client.tracking();
        });
    config.follow("tracking-table-max-keys", value -> tracking.setKeysMax(Long.parseLong(value)));
    return tracking;
  }

  private static ScriptServices scripts(ConfigTable config) {
    ScriptSettings settings = new ScriptSettings();
    RuntimeSettings.follow(config, settings);
    ScriptThreads threads =
        new ScriptThreads(
            Runtime.getRuntime().availableProcessors(),
            named("slotwise-script", SCRIPT_STACK_BYTES));
    return new ScriptServices(settings, threads, new RunningScripts(settings, threads));
  }

  private static void followKeyEvents(PubSub pubSub, Broadcast broadcast, ServerParts parts) {
    KeyspaceEvents keyspaceEvents = new KeyspaceEvents(pubSub, broadcast);
    parts.config().follow("notify-keyspace-events", keyspaceEvents::follow);
    parts.store().setKeyEventListener(keyspaceEvents);
  }

  /** Forgets at once what is called off: a time-out of days may belong to a wait of a moment. */
  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("slotwise-timer"));
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static ExecutorService threads(int count, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            THREAD_IDLE_MAX_S,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named(name));
    return pool;
  }

  private static ThreadFactory named(String name) {
    return named(name, 0);
  }

  /**
   * @param stackBytes 0 for the usual size
   */
  private static ThreadFactory named(String name, long stackBytes) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(null, work, name + "-" + number.getAndIncrement(), stackBytes);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Lets what is under way on disk threads end: the store is closed next. */
  @Override
  public void close() {
    timer.shutdownNow();
    networkThreads.shutdownNow();
    shardThread.shutdownNow();
    scriptThreads.close();
    diskThreads.shutdown();
    try {
      if (!diskThreads.awaitTermination(DISK_THREADS_END_MAX_S, TimeUnit.SECONDS)) {
        LOG.warn("event=disk_threads_busy_at_stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
