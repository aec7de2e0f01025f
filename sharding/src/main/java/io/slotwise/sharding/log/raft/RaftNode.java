package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.log.raft.wire.Wire;
import io.slotwise.sharding.log.raft.wire.WireSettings;
import io.slotwise.sharding.log.raft.wire.WireType;
import io.slotwise.sharding.replication.DirectoryLog;
import io.slotwise.sharding.replication.ShardLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Raft server of a node: all groups that it is a member of. Order of things: the log, the store
 * on it, this; closed before the store.
 */
public final class RaftNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);
  private static final long CLOSE_SECONDS = 30;
  private static final long ANSWERED_SECONDS_MAX = 2;
  private static final long SYNC_SECONDS = 1;
  private static final Duration PICTURE_IDLE = Duration.ofMinutes(2);

  /** Where pictures of shards are put down while they are fetched. */
  private static final String PICTURES = "pictures";

  private final ReplicatedLog log;
  private final RaftServer server;
  private final Wire wire;
  private final RaftShardLogs shardLogs;
  private final RaftDirectoryLog directory;
  private final PictureServer pictures;
  private final ExecutorService sender = Executors.newSingleThreadExecutor(named("raft-sender"));
  private final ExecutorService worker = Executors.newCachedThreadPool(named("raft-worker"));

  /** What comes when it is closed need not be done any more. */
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1, named("raft-timer"), new ThreadPoolExecutor.DiscardPolicy());

  private final ScheduledExecutorService syncer =
      Executors.newSingleThreadScheduledExecutor(named("raft-syncer"));

  private RaftNode(
      RaftSettings settings,
      ReplicatedLog log,
      ShardStore store,
      DirectoryLog.StateMachine directoryMachine)
      throws IOException {
    this.log = log;
    Files.createDirectories(settings.dir());
    RaftProperties properties = RatisProperties.of(settings);
    GroupIds ids = new GroupIds(settings.clusterId());
    PeerQuestions questions = new PeerQuestions();
    this.shardLogs = new RaftShardLogs(ids, log, store);
    this.wire = new Wire(settings.clusterId(), settings.self().nodeId(), settings.tls(), worker);
    Parameters parameters =
        WireType.parameters(
            new WireSettings(
                wire, settings.listenHost(), settings.listenPort(), questions::answer));
    PeerLink link = new PeerLink(wire);
    RaftServing serving = new RaftServing(link, worker);
    questions.add(HostedGroups.KIND, new HostedGroups(serving)::answer);
    CopyCount copies = new CopyCount(shardLogs::replica, serving, link, worker, settings);
    questions.add(CopyCount.KIND, copies::answer);
    shardLogs.connect(serving, copies);
    LeaseKeeper leases = new LeaseKeeper(shardLogs::replicas, shardLogs::replica, link, settings);
    questions.add(LeaseKeeper.KIND, leases::answer);
    this.pictures = new PictureServer(store, shardLogs::replica, worker, PICTURE_IDLE);
    questions.add(PictureServer.OPEN, pictures::open);
    questions.add(PictureServer.READ, pictures::read);
    PictureFetch fetch = new PictureFetch(link, worker, settings.dir().resolve(PICTURES));
    DirectoryMachine directoryReplica =
        new DirectoryMachine(
            directoryMachine, settings, () -> serving.division(ids.directory()), syncer);
    long origin = new SecureRandom().nextLong();
    this.server =
        RaftServer.newBuilder()
            .setServerId(GroupIds.id(settings.self().nodeId()))
            .setProperties(properties)
            .setParameters(parameters)
            .setOption(RaftStorage.StartupOption.RECOVER)
            .setStateMachineRegistry(
                group ->
                    ids.isDirectory(group)
                        ? directoryReplica
                        : shardMachine(
                            group,
                            ids,
                            new ShardReplica.Shared(
                                settings,
                                log,
                                store,
                                serving,
                                fetch,
                                sender,
                                worker,
                                this::syncLater,
                                leases::tick,
                                shardLogs::tell,
                                origin)))
            .build();
    serving.connect(server);
    this.directory = new RaftDirectoryLog(ids.directory(), serving, properties, parameters, worker);
    log.connect(new BatchSender(), shardLogs::cut);
    server.start();
    long pingNanos = settings.pingInterval().toNanos();
    timer.scheduleAtFixedRate(leases::tick, pingNanos, pingNanos, TimeUnit.NANOSECONDS);
    long idleNanos = PICTURE_IDLE.toNanos();
    timer.scheduleAtFixedRate(pictures::closeIdle, idleNanos, idleNanos, TimeUnit.NANOSECONDS);
    LOG.info(
        "event=raft-started node={} address={} groups={}",
        settings.self().nodeId(),
        settings.self().raftAddress(),
        serving.groups().size());
  }

  /**
   * Starts the server with all groups that the disk knows.
   *
   * @param log the one that the store was opened on
   * @param store what the shards' logs work on
   * @param directory what the directory's log works on
   * @throws IOException when the port is taken, or the logs cannot be read
   */
  public static RaftNode start(
      RaftSettings settings,
      ReplicatedLog log,
      ShardStore store,
      DirectoryLog.StateMachine directory)
      throws IOException {
    return new RaftNode(settings, log, store, directory);
  }

  private StateMachine shardMachine(RaftGroupId group, GroupIds ids, ShardReplica.Shared shared) {
    ShardReplica replica = new ShardReplica(ids.shardOf(group, log.shardCount()), group, shared);
    shardLogs.host(replica);
    return new ShardStateMachine(replica);
  }

  private void syncLater(Runnable sync) {
    syncer.schedule(sync, SYNC_SECONDS, TimeUnit.SECONDS);
  }

  /** Has batches sent by one thread, in order. */
  private final class BatchSender implements Sender {

    @Override
    public void send(int shard) {
      sender.execute(() -> sendNow(shard));
    }

    private void sendNow(int shard) {
      ShardReplica replica = shardLogs.replica(shard);
      if (replica != null) {
        replica.send();
      }
    }

    @Override
    public void look(int shard, long inNanos) {
      timer.schedule(() -> log.sendIfDue(shard), inNanos, TimeUnit.NANOSECONDS);
    }
  }

  public ShardLogs shardLogs() {
    return shardLogs;
  }

  /** The directory; open it before anything is proposed. */
  public RaftDirectoryLog directory() {
    return directory;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Gives those that were told of writes before a majority had them what they were told. */
  private void awaitAnswered() {
    CompletableFuture<Void> settled = new CompletableFuture<>();
    log.whenSettled(log.durablePosition(), () -> settled.complete(null));
    try {
      settled.get(ANSWERED_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("event=raft-answered-not-replicated");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** In this order, and each of them whatever becomes of the others. */
  private static void closeAll(AutoCloseable... parts) {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("event=raft-not-closed cause={}", e.toString());
      }
    }
  }

  /**
   * Leaves all groups as they are and ends. Who leads a shard should have given it away before:
   * what has not been answered and not arrived is lost.
   */
  @Override
  public void close() {
    awaitAnswered();
    log.disconnect();
    timer.shutdown();
    log.close();
    closeAll(directory, wire::closeDoor, server, wire, shardLogs, pictures);
    // Files that were closed have been synced.
    syncer.shutdownNow();
    sender.shutdown();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("event=raft-work-not-ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
