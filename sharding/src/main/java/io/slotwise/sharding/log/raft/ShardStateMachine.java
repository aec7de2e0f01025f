package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.Reach;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;

/**
 * A shard's replica in the words of Ratis. Its snapshot is what the store has on disk: to take one
 * means to say how far that reaches.
 */
final class ShardStateMachine extends BaseStateMachine
    implements StateMachine.EventApi, StateMachine.LeaderEventApi, StateMachine.FollowerEventApi {

  private final ShardReplica replica;

  /** Ratis keeps nothing here: the store does. */
  private final SimpleStateMachineStorage storage =
      new SimpleStateMachineStorage() {
        @Override
        public SingleFileSnapshotInfo getLatestSnapshot() {
          return null;
        }
      };

  private long configurationTerm;

  ShardStateMachine(ShardReplica replica) {
    this.replica = replica;
  }

  private record StoredSnapshot(TermIndex termIndex) implements SnapshotInfo {
    @Override
    public TermIndex getTermIndex() {
      return termIndex;
    }

    @Override
    public List<FileInfo> getFiles() {
      return List.of();
    }
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
      throws IOException {
    super.initialize(server, group, raftStorage);
    storage.init(raftStorage);
    getLifeCycle().startAndTransition(this::begin);
  }

  private void begin() {
    Reach.OfShard reach = replica.group().start();
    if (reach != null) {
      setLastAppliedTermIndex(TermIndex.valueOf(reach.term(), reach.index()));
    }
  }

  @Override
  public void pause() {
    if (getLifeCycleState() == LifeCycle.State.RUNNING) {
      getLifeCycle().transition(LifeCycle.State.PAUSING);
      getLifeCycle().transition(LifeCycle.State.PAUSED);
    }
  }

  @Override
  public void reinitialize() {
    begin();
    if (getLifeCycleState() == LifeCycle.State.PAUSED) {
      getLifeCycle().transition(LifeCycle.State.STARTING);
      getLifeCycle().transition(LifeCycle.State.RUNNING);
    }
  }

  @Override
  public StateMachineStorage getStateMachineStorage() {
    return storage;
  }

  @Override
  public SnapshotInfo getLatestSnapshot() {
    Reach.OfShard reach = replica.persisted();
    return reach == null
        ? null
        : new StoredSnapshot(TermIndex.valueOf(reach.term(), reach.index()));
  }

  @Override
  public long takeSnapshot() {
    Reach.OfShard reach = replica.persisted();
    return reach == null ? -1 : reach.index();
  }

  /** Whatever is thrown here closes the server: a replica that cannot apply must not go on. */
  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    replica
        .group()
        .apply(
            entry.getTerm(),
            entry.getIndex(),
            entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(Message.EMPTY);
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    replica.group().applyNothing(term, index);
    super.notifyTermIndexUpdated(term, index);
  }

  @Override
  public void notifyConfigurationChanged(
      long term, long index, RaftProtos.RaftConfigurationProto configuration) {
    configurationTerm = term;
    replica.votes(
        Stream.concat(
                configuration.getPeersList().stream(), configuration.getOldPeersList().stream())
            .map(peer -> peer.getId().toStringUtf8())
            .collect(Collectors.toSet()));
  }

  /** Comes behind the configuration with which the leader's term begins. */
  @Override
  public void notifyLeaderReady() {
    replica.leads(configurationTerm);
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    replica.leadsNoMore();
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    replica.leaderChanged(leader.toString());
  }

  /**
   * @param allServer false where a replica has heard that its group goes on without it
   */
  @Override
  public void notifyServerShutdown(RaftProtos.RoleInfoProto role, boolean allServer) {
    if (!allServer) {
      replica.votedOut();
    }
  }

  /** Told of each entry that cannot be written: all of them, from the first one on. */
  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    replica.logFailed(cause);
  }

  /** Comes before each sync of the log, on the thread that begins it. */
  @Override
  public CompletableFuture<Void> flush(long index) {
    replica.sync().syncs();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
      RaftProtos.RoleInfoProto role, TermIndex firstInLog) {
    return replica
        .install(GroupIds.peer(role.getFollowerInfo().getLeaderInfo().getId()))
        .thenApply(reach -> TermIndex.valueOf(reach.term(), reach.index()));
  }
}
