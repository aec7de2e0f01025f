package io.slotwise.node.connection;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.slot.SlotEntity;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import io.slotwise.sharding.store.StoreSettings;
import io.slotwise.sharding.store.TurnKeyspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A {@link RequestExecutor} over a real store and the real turns of a few slots, without sockets.
 * The test's thread is the event loop; disk threads and the timer do nothing until the test says
 * so.
 */
final class ExecutorBench implements AutoCloseable {

  private static final int FILL_KEYS = 3_000;
  private static final int FILL_VALUE_BYTES = 200;

  private final Path dir;
  private final List<CommandDef> more;
  private final Map<String, Object> storeSettings = new TreeMap<>();
  private final ActorTestKit actors;
  private final Timer timer = new Timer();

  final Queue<Runnable> diskThreads = new ArrayDeque<>();
  final PipelineSettings pipeline = new PipelineSettings();
  final ClientPause pause = new ClientPause(timer, System::nanoTime);
  final List<String> observed = new ArrayList<>();
  final FakeSettings settings = new FakeSettings();
  SlotTurns turns;
  NodeStore store;
  LoopContext loop;
  CommandCatalog catalog;
  MonitorFeed monitors;
  final ReplicaRule replicaRule = new ReplicaRule(Followers.NONE, 1);
  private ExecutionServices services;
  private ClientRegistry clients;
  private final List<Client> connected = new ArrayList<>();
  private final Set<String> held = new TreeSet<>();
  private long nextId = 1;

  /**
   * @param more commands beside those of the data
   */
  ExecutorBench(Path dir, ActorTestKit actors, List<CommandDef> more) {
    this.dir = dir;
    this.actors = actors;
    this.more = more;
    storeSettings.put("slotwise.store.dir", dir.toString());
    storeSettings.put("slotwise.store.materialise-interval", "1h");
    storeSettings.put("slotwise.store.block-cache-bytes", "8 MiB");
    storeSettings.put("slotwise.store.write-buffer-bytes", "1 MiB");
    storeSettings.put("slotwise.store.durability", "os");
    open();
  }

  /** Has the store opened again with this setting; no slot is open then. */
  void reopen(String setting, Object value) {
    storeSettings.put("slotwise.store." + setting, value);
    store.close();
    open();
  }

  /** Writes so much that hardly anything is in memory once the store is opened again. */
  void fill() {
    TurnKeyspace keys = store.newTurnKeyspace();
    for (int i = 0; i < FILL_KEYS; i++) {
      keys.begin(0, 0, true);
      keys.put(Bytes.of("fill" + i), Value.string(Bytes.of("x".repeat(FILL_VALUE_BYTES))));
      keys.commit();
    }
  }

  private void open() {
    turns = new SlotTurns();
    store = openStore();
    List<CommandDef> commands =
        new ArrayList<>(DataCommands.all(store.dataStore(), () -> Boolean.FALSE));
    commands.addAll(more);
    catalog = new CommandCatalog(commands, 1);
    LoopMails mails = new LoopMails(1);
    KeyTracking tracking = new KeyTracking(mails);
    DiskRunners runners =
        new DiskRunners(
            store,
            new WaitingClients(timer),
            turns,
            SlotOwners.ALONE,
            replicaRule,
            tracking,
            diskThreads::add,
            InstantSource.system());
    store.setKeyWriteListener(runners);
    loop = new LoopContext(runners);
    clients = new ClientRegistry(settings, System::nanoTime);
    monitors = new MonitorFeed(InstantSource.system());
    ScriptServices scripts = newScripts();
    services =
        new ExecutionServices(
            catalog,
            new RequestRoutes(catalog),
            new Gates(catalog, settings, new NodeCondition(), pause),
            pause,
            clients,
            monitors,
            new PubSub(mails, 1),
            mails,
            NobodyElse.with(timer),
            tracking,
            (session, command, args, durationNanos) -> observed.add(command.name()),
            pipeline,
            turns,
            new TurnTaker(turns, scripts.running()),
            scripts,
            SlotOwners.ALONE,
            Extent.ofNode(store.dataStore()),
            replicaRule,
            new NodeCalls(store.heldKeys(), SlotOwners.ALONE, store::appendedPosition),
            null,
            store,
            new LoopContext[] {loop},
            diskThreads::add,
            runners,
            timer,
            InstantSource.system());
  }

  private NodeStore openStore() {
    StoreSettings parsed =
        StoreSettings.from(
            ConfigFactory.parseMap(storeSettings)
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    try {
      return NodeStore.open(parsed, turns, InstantSource.system(), Upkeep.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException("opening " + dir, e);
    }
  }

  private static ScriptServices newScripts() {
    ScriptSettings settings = new ScriptSettings();
    ScriptThreads threads = new ScriptThreads(1, Thread::new);
    return new ScriptServices(settings, threads, new RunningScripts(settings, threads));
  }

  /** Brings the slots of these keys to life, each with its entity. */
  void openSlotsOf(String... keys) {
    for (String key : keys) {
      actors.spawn(SlotEntity.create(slotOf(key), turns));
      awaitFree(key);
    }
  }

  private static int slotOf(String key) {
    return Slots.of(Bytes.of(key));
  }

  /** Takes a turn as somebody else would. */
  void takeTurnOf(String key) {
    Awaitility.await("turn of " + key).until(() -> turns.tryTake(slotOf(key)));
    held.add(key);
  }

  void releaseTurnOf(String key) {
    held.remove(key);
    turns.release(slotOf(key));
  }

  /** Fails unless the turn comes back; it may be on its way through the slot's entity. */
  void awaitFree(String key) {
    takeTurnOf(key);
    releaseTurnOf(key);
  }

  Client connect() {
    return connect(new FakeConnection(nextId++));
  }

  Client connect(FakeConnection connection) {
    Client client = new Client(connection);
    connected.add(client);
    return client;
  }

  /** What a disk thread would do next. */
  void runDiskThread() {
    diskThreads.remove().run();
  }

  /** The delays that were asked for, in nanoseconds. */
  List<Long> delaysNanos() {
    return timer.delaysNanos;
  }

  /** Runs what was delayed. */
  void endDelays() {
    List<Runnable> due = List.copyOf(timer.delayed);
    timer.delayed.clear();
    due.forEach(Runnable::run);
  }

  /** Whatever a failed test has left behind: closing the store waits for all turns. */
  @Override
  public void close() {
    connected.forEach(client -> client.executor.closed());
    List.copyOf(held).forEach(this::releaseTurnOf);
    connected.forEach(client -> client.connection.runAllPosted());
    store.close();
    timer.shutdownNow();
  }

  /** One connection with its executor. */
  final class Client {
    final FakeConnection connection;
    final ClientSession session;
    final RequestExecutor executor;

    private Client(FakeConnection connection) {
      this.connection = connection;
      this.session = clients.open(connection);
      this.executor = new RequestExecutor(services, session);
    }

    /** Hands over a batch of requests, words separated by blanks. */
    RecordedReplies send(String... requests) {
      RecordedReplies replies = new RecordedReplies();
      List<Args> batch =
          Arrays.stream(requests).map(request -> Args.of(request.split(" "))).toList();
      executor.run(new RequestBatch(batch, null, System.nanoTime()), replies);
      return replies;
    }
  }

  /** A timer whose hand the test moves. */
  private static final class Timer extends ScheduledThreadPoolExecutor {
    private final List<Runnable> delayed = new ArrayList<>();
    private final List<Long> delaysNanos = new ArrayList<>();

    Timer() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable code, long delay, TimeUnit unit) {
      delayed.add(code);
      delaysNanos.add(unit.toNanos(delay));
      return super.schedule(() -> {}, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }
  }
}
