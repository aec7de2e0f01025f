package io.slotwise.node;

import akka.actor.typed.ActorSystem;
import akka.stream.Materializer;
import io.slotwise.node.cluster.Exit;
import io.slotwise.node.command.NodeControl;
import io.slotwise.node.connection.Face;
import io.slotwise.node.connection.NodeCondition;
import io.slotwise.node.connection.PipelineSettings;
import io.slotwise.node.management.ManagementSettings;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.net.NetworkCounters;
import io.slotwise.protocol.net.NetworkLimits;
import io.slotwise.protocol.net.RedisServer;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: the one place where the rooms of the house are wired together. Parts start in the
 * order of their needs and stop in the opposite order: first nobody comes in, then everything
 * acknowledged reaches the disk.
 */
public final class ServerNode {

  private static final Logger log = LoggerFactory.getLogger(ServerNode.class);

  private static final int DOOR_BACKLOG = 64;
  private static final Duration PART_START_MAX = Duration.ofSeconds(60);
  private static final Duration PART_STOP_MAX = Duration.ofSeconds(20);
  private static final Duration PART_STOP_SLOW = Duration.ofSeconds(5);

  private final NodeSettings wanted;
  private final CountDownLatch startOver = new CountDownLatch(1);
  private final CountDownLatch terminated = new CountDownLatch(1);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Deque<Part> started = new ArrayDeque<>();
  private volatile NodeSettings nextSettings;
  private volatile String endsBecause;
  private volatile NodeMode mode;
  private volatile Oversight oversight;
  private ClientPorts ports;

  /** Something to stop, and what to call it. */
  private record Part(String name, StopAction stop) {}

  private interface StopAction {
    void run() throws IOException, InterruptedException, ExecutionException, TimeoutException;
  }

  /** A node that is to be started: it can be stopped from now on. */
  public ServerNode(NodeSettings settings) {
    this.wanted = settings;
  }

  /**
   * Starts the node, once. Returns when it serves clients, or when it is to stop already.
   *
   * @throws UncheckedIOException when the data folder or a port cannot be had: the message says
   *     what to do
   * @throws RuntimeException for any other reason not to start; what had started is stopped again
   */
  public void start() {
    boolean started = false;
    try {
      startParts();
      started = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } finally {
      startOver.countDown();
      if (!started) {
        stop();
      }
    }
  }

  /** Goes no further when the node is to stop: a part that has started is stopped as usual. */
  private void startParts() throws IOException {
    NodeTls tls = NodeTls.of(ConfigTable.of(wanted.config()));
    mode = NodeModes.of(wanted, tls.ofNodes());
    if (stopping.get()) {
      return;
    }
    NodeSettings settings = NodeModes.withPort(wanted, mode);
    ConfigTable config = ConfigTable.of(settings.config());
    EventLoops loops = EventLoops.create(settings.ioThreads());
    started.push(new Part("event loops", loops::close));

    SlotTurns turns = new SlotTurns();
    CompletableFuture<ActorSystem<Void>> starting = startSystem(mode, loops);
    oversight = new Oversight(ManagementSettings.from(settings.config()), config);
    oversight.listen(starting);
    NodeStore store;
    try {
      mode.enter(
          settings,
          (handlers, why) ->
              oversight.waiting(why, openDoor(settings, tls, loops, waitFor(starting), handlers)));
      if (stopping.get()) {
        return;
      }
      store = mode.openStore(settings, turns);
      started.push(new Part("store", store::close));
      oversight.watch(loops, store);
      started.push(new Part("health watch", oversight::unwatch));
      started.push(new Part("replication", mode::close));
      mode.replicate(store, turns);
    } finally {
      ActorSystem<Void> early = waitFor(starting);
      started.push(new Part("actor system", () -> stop(early)));
    }
    ActorSystem<Void> system = waitFor(starting);
    oversight.awaitListening();
    started.push(new Part("management", oversight::close));
    tls.follow(config);
    serve(system, settings, config, new Data(mode, tls, loops, turns, store));
    // Clients are served from here on; a request for a slot that is still opening waits for it.
    mode.openSlots(system, turns, new WayOut());
    started.push(new Part("other actor systems", mode::leave));
    started.push(new Part("leadership", mode::handOver));
    awaitServing(mode, turns);
    oversight.begin(mode, turns);
  }

  /** The port for clients, served by others than the node's own commands. */
  private static Closeable openDoor(
      NodeSettings settings,
      NodeTls tls,
      EventLoops loops,
      ActorSystem<Void> system,
      RequestHandler.Factory handlers)
      throws IOException {
    NodeEntrance entrance =
        new NodeEntrance(
            loops,
            Materializer.createMaterializer(system),
            CommitGate.NONE,
            new NetworkLimits(),
            new NetworkCounters());
    ClientPorts door = ClientPorts.open(entrance, handlers, settings, tls, DOOR_BACKLOG);
    return () -> close(door);
  }

  private static void close(ClientPorts door) throws IOException {
    try {
      await(door.stop());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the port for clients was closing", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the port for clients was not closed: " + e, e);
    }
  }

  /** What holds the data, and who and what serves it. */
  private record Data(
      NodeMode mode, NodeTls tls, EventLoops loops, SlotTurns turns, NodeStore store) {}

  /** Akka and RocksDB have nothing to do with each other yet: they start side by side. */
  private static CompletableFuture<ActorSystem<Void>> startSystem(NodeMode mode, EventLoops loops) {
    CompletableFuture<ActorSystem<Void>> starting = new CompletableFuture<>();
    Runnable start =
        () -> {
          try {
            starting.complete(NodeSystem.start(loops.dispatcherConfig(), mode));
          } catch (RuntimeException | Error e) {
            starting.completeExceptionally(e);
          }
        };
    new Thread(start, "slotwise-start-akka").start();
    return starting;
  }

  private void serve(ActorSystem<Void> system, NodeSettings settings, ConfigTable config, Data data)
      throws IOException {
    EventLoops loops = data.loops();
    SlotTurns turns = data.turns();
    NodeStore store = data.store();
    NodeCondition condition = new NodeCondition();
    NetworkLimits limits = new NetworkLimits();
    NetworkCounters counters = new NetworkCounters();
    PipelineSettings pipeline = new PipelineSettings();
    RuntimeSettings.follow(config, limits, pipeline, store, settings.hotCacheBytesByDefault());
    data.mode().follow(config);
    ServerParts parts =
        new ServerParts(
            settings,
            config,
            data.mode().sharedValues(config),
            loops,
            turns,
            data.mode().owners(),
            data.mode().libraries(store),
            data.mode().followers(),
            store,
            condition,
            limits,
            counters,
            pipeline,
            new Control(store, settings),
            NodeId.of(settings.dir()),
            data.mode().cluster(),
            data.tls().ofNodes(),
            () -> data.mode().writeObstacle(store),
            this::port);
    NodeWiring wiring = new NodeWiring(parts);
    parts.sharedValues().follow();
    started.push(new Part("timers", wiring::close));
    oversight.show(parts, wiring);

    NodeEntrance entrance =
        new NodeEntrance(
            loops, Materializer.createMaterializer(system), store.commitGate(), limits, counters);
    int backlog = (int) config.number("tcp-backlog");
    ports =
        ClientPorts.open(entrance, wiring.handlers(Face.ONE_SERVER), settings, data.tls(), backlog);
    started.push(new Part("connections", () -> await(ports.stop())));
    int clusterPort = data.mode().clusterClientPort();
    if (clusterPort != 0) {
      RedisServer forClusterClients =
          entrance.open(
              wiring.handlers(Face.CLUSTER),
              settings.listenOn(clusterPort),
              data.tls().ofNodes(),
              backlog);
      started.push(
          new Part(
              "connections of cluster clients",
              () -> await(ClientPorts.stop(List.of(forClusterClients)))));
    }
  }

  private static void await(CompletableFuture<?> stopped)
      throws InterruptedException, ExecutionException, TimeoutException {
    stopped.get(PART_STOP_MAX.toSeconds(), TimeUnit.SECONDS);
  }

  private static void awaitServing(NodeMode mode, SlotTurns turns) {
    try {
      mode.awaitServing(turns);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while slots were opening", e);
    }
  }

  private static ActorSystem<Void> waitFor(CompletableFuture<ActorSystem<Void>> starting) {
    try {
      return starting.get(PART_START_MAX.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the actor system did not start: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "the actor system did not start within " + PART_START_MAX.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the actor system was starting", e);
    }
  }

  private static void stop(ActorSystem<Void> system)
      throws InterruptedException, ExecutionException, TimeoutException {
    system.terminate();
    await(system.getWhenTerminated().toCompletableFuture());
  }

  /** The port that clients connect to. */
  public int port() {
    return ports.port();
  }

  /** What people are told of its cluster; null on a node alone. */
  public String clusterLine() {
    return mode.clusterLine();
  }

  /**
   * Stops cleanly and returns when everything is on disk; a second call waits for nothing. While
   * the node starts, that ends first: soon, where it waits for others only.
   */
  public void stop() {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    try {
      if (oversight != null) {
        // Whoever sends clients here is to hear of it before anything else happens.
        oversight.end();
      }
      giveUpStart();
      stopParts();
    } finally {
      terminated.countDown();
    }
  }

  private void giveUpStart() {
    if (mode != null) {
      mode.giveUp();
    }
    try {
      startOver.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.error("event=stop_interrupted part=start");
    }
  }

  private void stopParts() {
    while (!started.isEmpty()) {
      Part part = started.pop();
      long startedNanos = System.nanoTime();
      try {
        part.stop.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        log.error("event=stop_interrupted part={}", part.name);
      } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
        log.error("event=stop_failed part={}", part.name, e);
      }
      tellStopped(part, System.nanoTime() - startedNanos);
    }
  }

  private static void tellStopped(Part part, long tookNanos) {
    if (tookNanos > PART_STOP_SLOW.toNanos()) {
      log.warn("event=stop_slow part={} ms={}", part.name, tookNanos / 1_000_000);
    } else {
      log.debug("event=part_stopped part={} ms={}", part.name, tookNanos / 1_000_000);
    }
  }

  private void startAgain(NodeSettings settings, String because) {
    nextSettings = settings;
    end(because);
  }

  /** On a thread that is not one of those being stopped. */
  private void end(String because) {
    endsBecause = because;
    new Thread(this::stop, "slotwise-end").start();
  }

  /** What a member of a cluster may have to do. */
  private final class WayOut implements Exit {
    @Override
    public void startAgain(String because) {
      ServerNode.this.startAgain(wanted, because);
    }

    @Override
    public void end(String because) {
      ServerNode.this.end(because);
    }
  }

  /** The settings to start again with, where it has stopped for that; else null. */
  public NodeSettings nextSettings() {
    return nextSettings;
  }

  /** Why it has ended by itself, for good or to be started again, for people; else null. */
  public String endsBecause() {
    return endsBecause;
  }

  /** Returns when the node has stopped. */
  public void awaitTermination() {
    try {
      terminated.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What commands may ask of the process. */
  private final class Control implements NodeControl {

    private final NodeStore store;
    private final NodeSettings settings;

    Control(NodeStore store, NodeSettings settings) {
      this.store = store;
      this.settings = settings;
    }

    @Override
    public void enterCluster(Map<String, String> changes) {
      NodeSettings next = ClusterEntrance.check(settings, changes, store, port());
      startAgain(next, "to be a member of a cluster");
    }

    @Override
    public void shutdown(SaveChoice save) {
      // On a thread that is not one of those being stopped. What is acknowledged is kept whatever
      // the choice says.
      new Thread(ServerNode.this::stop, "slotwise-shutdown").start();
    }

    @Override
    public long lastSaveAtS() {
      return store.lastFlushAtMs() / 1_000;
    }
  }
}
