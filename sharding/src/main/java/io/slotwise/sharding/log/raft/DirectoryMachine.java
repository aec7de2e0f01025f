package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.DirectoryLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;

/**
 * The directory's replica in the words of Ratis. Snapshots are files of a few KB, whose names tell
 * what they hold.
 */
final class DirectoryMachine extends BaseStateMachine implements StateMachine.EventApi {

  private final DirectoryLog.StateMachine machine;
  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private final DeferredSync sync;

  /**
   * @param replica asked only once its log is written to
   * @param syncsLater has the log synced where that is done behind its entries
   */
  DirectoryMachine(
      DirectoryLog.StateMachine machine,
      RaftSettings settings,
      Supplier<RaftServer.Division> replica,
      Executor syncsLater) {
    this.machine = machine;
    this.sync = new DeferredSync(settings, replica, syncsLater, machine::logFailed);
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
      throws IOException {
    super.initialize(server, group, raftStorage);
    storage.init(raftStorage);
    getLifeCycle().startAndTransition(this::restore, IOException.class);
  }

  private void restore() throws IOException {
    SingleFileSnapshotInfo latest = storage.loadLatestSnapshot();
    if (latest != null) {
      machine.restore(Files.readAllBytes(latest.getFile().getPath()));
      setLastAppliedTermIndex(latest.getTermIndex());
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
  public void reinitialize() throws IOException {
    restore();
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
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = transaction.getLogEntry();
    byte[] change = entry.getStateMachineLogEntry().getLogData().toByteArray();
    byte[] answer = machine.apply(entry.getIndex(), change);
    updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(Message.valueOf(ByteString.copyFrom(answer)));
  }

  @Override
  public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
    machine.logFailed(cause);
  }

  /** Comes before each sync of the log, on the thread that begins it. */
  @Override
  public CompletableFuture<Void> flush(long index) {
    sync.syncs();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public long takeSnapshot() throws IOException {
    TermIndex applied = getLastAppliedTermIndex();
    if (applied == null || applied.getIndex() < 0) {
      return -1;
    }
    Path file = storage.getSnapshotFile(applied.getTerm(), applied.getIndex()).toPath();
    Files.write(file, machine.snapshot());
    MD5Hash digest = MD5FileUtil.computeAndSaveMd5ForFile(file.toFile());
    storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file, digest), applied));
    return applied.getIndex();
  }
}
