package io.slotwise.node;

import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.slotwise.node.cluster.ClusterEntry;
import io.slotwise.node.cluster.ClusterHealth;
import io.slotwise.node.cluster.ClusterNode;
import io.slotwise.node.cluster.ClusterPlan;
import io.slotwise.node.cluster.ClusterRequests;
import io.slotwise.node.cluster.ClusterSeal;
import io.slotwise.node.cluster.Directory;
import io.slotwise.node.cluster.DirectoryConfig;
import io.slotwise.node.cluster.DirectoryLibraries;
import io.slotwise.node.cluster.Exit;
import io.slotwise.node.cluster.Joining;
import io.slotwise.node.cluster.LogFollowers;
import io.slotwise.node.cluster.OwnDisk;
import io.slotwise.node.cluster.TlsAgreement;
import io.slotwise.node.cluster.WaitingRoom;
import io.slotwise.node.command.ClusterControl;
import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.health.Check;
import io.slotwise.node.script.LibraryShelf;
import io.slotwise.node.script.StoredLibraries;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.SharedValues;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.tls.Tls;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.log.DataDamagedException;
import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.log.raft.RaftDirectoryLog;
import io.slotwise.sharding.log.raft.RaftFolder;
import io.slotwise.sharding.log.raft.RaftNode;
import io.slotwise.sharding.log.raft.RaftSettings;
import io.slotwise.sharding.log.raft.ReplicatedLog;
import io.slotwise.sharding.replication.Acknowledge;
import io.slotwise.sharding.replication.Peer;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import io.slotwise.sharding.store.rocks.RocksFailure;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of a cluster: replicated logs, and the slots that it leads. */
final class ClusterMode implements NodeMode {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMode.class);
  private static final String RAFT_FOLDER = "raft";
  private static final int ID_CHARS_SHOWN = 8;
  private static final String REJOIN = "stop it, empty its data folder and start it with --join";
  private static final Duration FORM_MAX = Duration.ofSeconds(60);
  private static final Duration LEAVE_MAX = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private final ClusterEntry entry;
  private final Tls tls;
  private final ClusterSeal seal = ClusterSeal.undecided();
  private final AtomicInteger turnThreads = new AtomicInteger();

  /** Where requests wait for turns of slots whose entity sharding has not placed yet. */
  private final ExecutorService waiting =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "slotwise-turns-" + turnThreads.getAndIncrement());
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean givenUp;
  private long reserveBytes;
  private ClusterPlan plan;

  /** Whether it begins a cluster with nothing of its own, and only because nobody has named one. */
  private boolean beginsEmpty;

  private ReplicatedLog log;
  private Directory directory;
  private RaftNode raft;
  private ClusterNode node;

  /**
   * @param tls that nodes speak with each other, or null
   */
  ClusterMode(ClusterEntry entry, Tls tls) {
    this.entry = entry;
    this.tls = tls;
  }

  @Override
  public Config akkaConfig() {
    Member self = entry.self();
    return ConfigFactory.parseMap(
            Map.of(
                "akka.remote.artery.canonical.hostname", self.host(),
                "akka.remote.artery.canonical.port", self.busPort(),
                "akka.remote.artery.transport", tls == null ? "tcp" : "tls-tcp"))
        .withFallback(ConfigFactory.parseResources("akka-cluster.conf"));
  }

  @Override
  public ActorSystemSetup akkaSetup() {
    ActorSystemSetup setup = ActorSystemSetup.create(seal);
    return tls == null ? setup : setup.withSetup(AkkaTls.setup(tls));
  }

  @Override
  public boolean isAlone() {
    return false;
  }

  @Override
  public void enter(NodeSettings settings, Door door) throws IOException {
    new RoomOnDisk(settings).await(door, () -> givenUp);
    ConfigTable config = ConfigTable.of(settings.config());
    String ofOthers = config.get("masterauth");
    String password = ofOthers.isEmpty() ? config.get("requirepass") : ofOthers;
    Joining joining = new Joining(entry, password, tls);
    if (!entry.hasToJoin()) {
      plan = entry.plan();
      TlsAgreement.check(plan, tls);
      joining.check(plan);
      beginsEmpty = plan.forms() && !NodeStore.exists(settings.storeSettings());
      if (beginsEmpty) {
        LOG.warn(
            "event=cluster_begins cluster={} why=\"the data folder is in none, and no join is given\""
                + " next=\"if this node was in a cluster before, {}\"",
            plan.clusterId(),
            REJOIN);
      }
      return;
    }
    long keys = StandaloneData.keysIn(settings);
    if (keys > 0) {
      throw new IOException(
          "the data folder "
              + settings.dir()
              + " has "
              + keys
              + " keys, and a node that joins a cluster begins with nothing: give it another folder, or"
              + " make this one the first member of a cluster by starting it without join");
    }
    WaitingRoom room = new WaitingRoom(entry.self().id(), new ConfiguredConnections(config));
    Closeable opened = door.open(room, "the node waits for others to take it in");
    try {
      plan = joining.await(room, () -> givenUp);
    } finally {
      opened.close();
    }
  }

  @Override
  public void giveUp() {
    givenUp = true;
  }

  @Override
  public NodeStore openStore(NodeSettings settings, SlotTurns turns) throws IOException {
    turns.followLeaders(waiting);
    reserveBytes = settings.storeSettings().diskReserveBytes();
    NodeStore store;
    try {
      store = openReplicated(settings, turns);
    } catch (DataDamagedException e) {
      throw damaged(e.getMessage(), e);
    } catch (RocksFailure e) {
      if (e.isCorruption()) {
        throw damaged("RocksDB cannot be opened: " + e.getCause().getMessage(), e);
      }
      throw e;
    }
    String obstacle = StandaloneData.obstacleToCluster(store);
    if (plan.forms() && obstacle != null) {
      store.close();
      throw new IOException(
          "the data folder " + plan.dir() + " cannot be a first member's: " + obstacle);
    }
    return store;
  }

  private NodeStore openReplicated(NodeSettings settings, SlotTurns turns) throws IOException {
    return NodeStore.openReplicated(
        settings.storeSettings(),
        turns,
        InstantSource.system(),
        DataCommands.upkeep(),
        position -> {
          log = new ReplicatedLog(plan.shardCount(), position, durability(settings));
          return log;
        });
  }

  /** What is damaged would be met again after each start. */
  private static Optional<String> condemned(NodeStore store) {
    Optional<String> damage = store.damage();
    damage.ifPresent(store::condemn);
    return damage;
  }

  /** Whose files are damaged goes on without them: the others have what they had. */
  private IOException damaged(String what, Exception cause) {
    return new IOException(
        what
            + ". The other members have what this one had: check the disk, empty the data folder "
            + plan.dir()
            + ", and start the node with --join and the address of another member",
        cause);
  }

  /**
   * A majority of copies is a log that no process loses: there is nothing below {@code everysec}.
   */
  private static Durability durability(NodeSettings settings) {
    Durability set = settings.storeSettings().journal().durability();
    return set == Durability.FSYNC ? set : Durability.EVERYSEC;
  }

  @Override
  public void replicate(NodeStore store, SlotTurns turns) throws IOException {
    try {
      // Not before the folder is locked: another node may be writing there.
      RaftFolder.check(plan.dir().resolve(RAFT_FOLDER));
    } catch (DataDamagedException e) {
      throw damaged(e.getMessage(), e);
    }
    Member self = plan.self();
    Peer peer = new Peer(self.id(), self.raftAddress());
    directory = new Directory(plan.known());
    followLevel(store, plan.known());
    directory.onMap(map -> followLevel(store, map));
    raft =
        RaftNode.start(
            RaftSettings.of(
                peer,
                self.host(),
                self.raftPort(),
                plan.clusterId(),
                plan.shardCount(),
                plan.dir().resolve(RAFT_FOLDER),
                log.durability() == Durability.FSYNC,
                tls),
            log,
            store.shards(),
            directory);
    RaftDirectoryLog directoryLog = raft.directory();
    if (!directoryLog.isOpen()) {
      directoryLog.open(plan.forms() ? List.of(peer) : List.of());
    }
    node =
        new ClusterNode(
            plan,
            directory,
            directoryLog,
            raft.shardLogs(),
            turns,
            new OwnDisk(
                plan.dir(),
                reserveBytes,
                store::writeError,
                () -> log.writeError().or(directory::logFailure),
                () -> condemned(store),
                System::nanoTime),
            InstantSource.system());
    if (plan.forms()) {
      node.brings(StoredLibraries.read(store), store.databasePlaces());
    } else {
      store.setDatabasePlaces(plan.known().databasePlaces());
    }
  }

  /** What another member could not read is not written. */
  private static void followLevel(NodeStore store, ClusterMap map) {
    store.setMayLeavePages(map.featureLevel() >= ClusterMap.LEVEL_OF_KEYS_AWAY);
  }

  @Override
  public void follow(ConfigTable config) {
    config.follow(
        "cluster-acknowledge",
        word -> log.answerBy(Acknowledge.valueOf(word.toUpperCase(Locale.ROOT))));
  }

  @Override
  public SharedValues sharedValues(ConfigTable config) {
    return new DirectoryConfig(node.changes(), config);
  }

  @Override
  public LibraryShelf libraries(NodeStore store) {
    return new DirectoryLibraries(node.changes());
  }

  @Override
  public SlotOwners owners() {
    return node.owners();
  }

  @Override
  public Followers followers() {
    return new LogFollowers(
        raft.shardLogs(), plan.shardCount(), directory::voterCount, log, log::isAnsweredByQuorum);
  }

  @Override
  public ClusterControl cluster() {
    return new ClusterRequests(node, tls != null);
  }

  @Override
  public String clusterLine() {
    String id = plan.clusterId().substring(0, ID_CHARS_SHOWN);
    return plan.forms()
        ? id + ", which this node has begun" + (beginsEmpty ? "; to join another, " + REJOIN : "")
        : id;
  }

  @Override
  public int clientPort() {
    return entry.self().port();
  }

  @Override
  public int clusterClientPort() {
    return entry.self().clusterClientPort();
  }

  @Override
  public void openSlots(ActorSystem<?> system, SlotTurns turns, Exit exit) {
    seal.set(plan.clusterId());
    node.start(system, exit);
  }

  @Override
  public String writeObstacle(NodeStore store) {
    return node.writeObstacle();
  }

  /**
   * Who forms a cluster serves all of it. Others serve what they are given, when they are given it,
   * which may be after other nodes have come back.
   */
  @Override
  public void awaitServing(SlotTurns turns) {
    long endNanos = System.nanoTime() + FORM_MAX.toNanos();
    while (plan.forms() && !givenUp && !servesAll(turns)) {
      if (System.nanoTime() - endNanos > 0) {
        throw new IllegalStateException(
            "the cluster was not formed within " + FORM_MAX.toSeconds() + " s: see the log");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean servesAll(SlotTurns turns) {
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      if (!turns.serves(slot)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Check> readiness(SlotTurns turns) {
    return new ClusterHealth(node).readiness();
  }

  @Override
  public List<Check> liveness() {
    return new ClusterHealth(node).liveness();
  }

  @Override
  public void handOver() {
    node.handOver();
  }

  @Override
  public void leave() {
    node.leave();
    long endNanos = System.nanoTime() + LEAVE_MAX.toNanos();
    while (!node.hasLeft()) {
      if (System.nanoTime() - endNanos > 0) {
        LOG.warn("event=left_without_answer");
        return;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
    if (raft != null) {
      raft.close();
    }
    waiting.shutdownNow();
  }
}
