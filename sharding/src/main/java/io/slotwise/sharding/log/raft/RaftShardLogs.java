package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.replication.Copies;
import io.slotwise.sharding.replication.Peer;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardRole;
import io.slotwise.sharding.replication.ShardStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.exceptions.AlreadyExistsException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.JavaUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The replicas of a node, each a Raft group's member. */
final class RaftShardLogs implements ShardLogs {

  private static final Logger LOG = LoggerFactory.getLogger(RaftShardLogs.class);

  private final GroupIds ids;
  private final ReplicatedLog log;
  private final ShardStore store;
  private final AtomicReferenceArray<ShardReplica> replicas;
  private final List<Consumer<ShardRole>> listeners = new CopyOnWriteArrayList<>();

  /** Set before anything is hosted. */
  private volatile RaftServing serving;

  private volatile CopyCount copyCount;

  RaftShardLogs(GroupIds ids, ReplicatedLog log, ShardStore store) {
    this.ids = ids;
    this.log = log;
    this.store = store;
    this.replicas = new AtomicReferenceArray<>(log.shardCount());
  }

  void connect(RaftServing toServer, CopyCount copies) {
    serving = toServer;
    copyCount = copies;
  }

  /** Called by the server for each shard that it begins to host. */
  void host(ShardReplica replica) {
    replicas.set(replica.shard(), replica);
  }

  void tell(ShardRole role) {
    for (Consumer<ShardRole> listener : listeners) {
      listener.accept(role);
    }
  }

  /** The replica, or null. */
  ShardReplica replica(int shard) {
    return shard < replicas.length() ? replicas.get(shard) : null;
  }

  Collection<ShardReplica> replicas() {
    List<ShardReplica> all = new ArrayList<>();
    for (int shard = 0; shard < replicas.length(); shard++) {
      if (replicas.get(shard) != null) {
        all.add(replicas.get(shard));
      }
    }
    return all;
  }

  @Override
  public CompletionStage<Void> open(int shard, List<Peer> voters) {
    RaftGroupId id = ids.ofShard(shard);
    if (serving.groups().contains(id)) {
      return CompletableFuture.completedFuture(null);
    }
    return serving
        .add(GroupIds.group(id, voters))
        .exceptionallyCompose(
            failure -> {
              if (JavaUtils.unwrapCompletionException(failure) instanceof AlreadyExistsException) {
                return CompletableFuture.completedFuture(null);
              }
              // The replica was made before its group failed to begin.
              replicas.set(shard, null);
              return CompletableFuture.failedFuture(failure);
            });
  }

  @Override
  public CompletionStage<Void> drop(int shard) {
    ShardReplica replica = replicas.getAndSet(shard, null);
    if (replica == null) {
      return CompletableFuture.completedFuture(null);
    }
    replica.leadsNoMore();
    return serving.remove(replica.id()).thenRun(() -> forget(replica));
  }

  private void forget(ShardReplica replica) {
    log.host(replica.shard(), false);
    log.wasReset(replica.shard());
    store.drop(replica.shard(), replica.group().slots);
    LOG.info("event=shard-dropped shard={}", replica.shard());
  }

  @Override
  public Set<Integer> hosted() {
    Set<Integer> shards = new TreeSet<>();
    replicas().forEach(replica -> shards.add(replica.shard()));
    return shards;
  }

  @Override
  public boolean isVotedOut(int shard) {
    ShardReplica replica = replica(shard);
    return replica != null && replica.isVotedOut();
  }

  @Override
  public long servingTerm(int shard) {
    ShardReplica replica = replica(shard);
    return replica == null ? 0 : replica.servingTerm();
  }

  @Override
  public ShardRole role(int shard) {
    ShardReplica replica = replica(shard);
    // A replica is made before Ratis knows its group.
    return replica == null || !serving.groups().contains(replica.id())
        ? new ShardRole(shard, 0, null, false)
        : replica.role();
  }

  @Override
  public void onRole(Consumer<ShardRole> listener) {
    listeners.add(listener);
    replicas().forEach(replica -> listener.accept(replica.role()));
  }

  @Override
  public CompletionStage<Void> transferTo(int shard, String nodeId) {
    ShardReplica replica = replica(shard);
    return replica == null
        ? CompletableFuture.failedFuture(
            new IllegalStateException("shard " + shard + " is not hosted here"))
        : replica.handOver(nodeId);
  }

  @Override
  public CompletionStage<Void> changeVoters(int shard, List<Peer> voters) {
    return serving.configure(ids.ofShard(shard), voters);
  }

  @Override
  public ShardStatus status(int shard) {
    ShardReplica replica = replica(shard);
    if (replica == null) {
      throw new IllegalStateException("shard " + shard + " is not hosted here");
    }
    RaftServer.Division division = serving.division(replica.id());
    return new ShardStatus(
        shard,
        division.getInfo().getCurrentTerm(),
        division.getInfo().getLastAppliedIndex(),
        division.getRaftLog().getLastCommittedIndex(),
        replica.voters(),
        followers(division));
  }

  private static List<ShardStatus.Follower> followers(RaftServer.Division division) {
    long[] matched = division.getInfo().getFollowerMatchIndices();
    if (matched == null) {
      return List.of();
    }
    List<ShardStatus.Follower> followers = new ArrayList<>();
    List<ServerRpcProto> contacts =
        division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
    for (int i = 0; i < Math.min(matched.length, contacts.size()); i++) {
      ServerRpcProto contact = contacts.get(i);
      followers.add(
          new ShardStatus.Follower(
              contact.getId().getId().toStringUtf8(),
              matched[i],
              contact.getLastRpcElapsedTimeMs()));
    }
    return followers;
  }

  @Override
  public CompletionStage<Copies> copies(int shard, long index, boolean sync) {
    return copyCount.count(shard, index, sync);
  }

  /** What the disks have for good need not be in the logs. */
  void cut(Reach persisted) {
    for (Reach.OfShard shard : persisted.shards()) {
      ShardReplica replica = replica(shard.shard());
      if (replica != null && log.sizes().cut(shard.shard(), shard.index())) {
        serving
            .snapshot(replica.id())
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.warn(
                        "event=shard-log-not-cut shard={} cause={}",
                        shard.shard(),
                        failure.toString());
                  }
                });
      }
    }
  }

  /** The {@link RaftNode} closes what there is to close. */
  @Override
  public void close() {
    listeners.clear();
  }
}
