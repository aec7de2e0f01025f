package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardPicture;
import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.replication.Peer;
import io.slotwise.sharding.replication.ShardRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard on this node: its part in Raft, what it sends as a leader, whether it may serve, and who
 * is told of that.
 */
final class ShardReplica implements ShardGroup.Past {

  private static final Logger LOG = LoggerFactory.getLogger(ShardReplica.class);

  /** A voter that is no node: before the voters are known, some may have gone. */
  private static final String NOBODY_KNOWN = "";

  private static final long REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);
  private static final long REST_LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /**
   * What all replicas of a node share.
   *
   * @param sender one thread: the order in which batches get into a log is that of its work
   * @param worker threads that may wait
   * @param syncsLater has logs synced that are synced behind their entries
   * @param askVoters asks the voters of all shards that the node leads at once
   * @param told of every change of a role
   * @param origin tells this run of the node from all others
   */
  record Shared(
      RaftSettings settings,
      ReplicatedLog log,
      ShardStore store,
      RaftServing serving,
      PictureFetch pictures,
      Executor sender,
      Executor worker,
      Executor syncsLater,
      Runnable askVoters,
      Consumer<ShardRole> told,
      long origin) {}

  private final int shard;
  private final RaftGroupId id;
  private final Shared shared;
  private final ReplicatedLog log;
  private final ShardGroup group;
  private final Lease lease;
  private final DeferredSync sync;
  private final AtomicBoolean logFailed = new AtomicBoolean();

  // Under this.
  private long lostTerm;
  private Set<String> knownVoters = Set.of(NOBODY_KNOWN);
  private ShardRole lastTold;

  private volatile boolean votedOut;
  private volatile long heldUntilNanos = System.nanoTime();

  /** The term for which this node is elected, until it leads; or 0. Changed under this. */
  private volatile long electedTerm;

  ShardReplica(int shard, RaftGroupId id, Shared shared) {
    this.shard = shard;
    this.id = id;
    this.shared = shared;
    this.log = shared.log();
    this.group =
        new ShardGroup(shard, log, shared.store(), shared.origin(), this, this::tellIfChanged);
    this.lease = new Lease(shared.settings().lease().toNanos());
    this.sync =
        new DeferredSync(
            shared.settings(),
            () -> shared.serving().division(id),
            shared.syncsLater(),
            this::logFailed);
  }

  int shard() {
    return shard;
  }

  RaftGroupId id() {
    return id;
  }

  ShardGroup group() {
    return group;
  }

  /** When its log reaches the disk. */
  DeferredSync sync() {
    return sync;
  }

  Reach.OfShard persisted() {
    return shared.store().persisted(shard);
  }

  // The lead

  /** Everything before the term is applied: this node takes effects from now on. */
  void leads(long term) {
    group.settle();
    synchronized (this) {
      if (term <= lostTerm) {
        return;
      }
      log.lead(shard, term);
      if (electedTerm == term) {
        electedTerm = 0;
      } else {
        lease.lead(term, System.nanoTime());
      }
    }
    LOG.info("event=shard-leads shard={} term={}", shard, term);
    renewLease();
    shared.worker().execute(shared.askVoters());
  }

  /** Somebody else leads, or nobody. */
  void leadsNoMore() {
    boolean reset;
    synchronized (this) {
      lostTerm = Math.max(lostTerm, info().getCurrentTerm());
      reset = log.lose(shard);
      electedTerm = 0;
      lease.lose();
      heldUntilNanos = System.nanoTime();
    }
    LOG.info("event=shard-leads-no-more shard={} term={} reset={}", shard, lostTerm, reset);
    tellIfChanged();
    if (reset) {
      shared.worker().execute(group::settle);
    }
  }

  /**
   * @param nodeId who leads now: where it is this node, in the term that is current until the call
   *     returns
   */
  void leaderChanged(String nodeId) {
    learnVoters();
    if (nodeId.equals(shared.settings().self().nodeId())) {
      elected(info().getCurrentTerm());
    }
    tellIfChanged();
  }

  /**
   * A majority has voted. What others promised a leader of before runs out from now on, and they
   * can say so while the term's first entry is on its way.
   */
  private void elected(long term) {
    synchronized (this) {
      lease.lead(term, System.nanoTime());
      electedTerm = term;
    }
    shared.worker().execute(shared.askVoters());
  }

  /**
   * A replica that has started is not told who votes before that changes, or a term begins. Who
   * learns it only when it leads itself has to take it for a change, and waits.
   */
  private synchronized void learnVoters() {
    if (!knowsVoters()) {
      Set<String> ids = shared.serving().appliedVoters(id);
      if (!ids.isEmpty()) {
        votes(ids);
      }
    }
  }

  /** Who came and went was in the part of the log that was skipped. */
  private synchronized void forgetVoters() {
    knownVoters = Set.of(NOBODY_KNOWN);
  }

  synchronized boolean knowsVoters() {
    return !knownVoters.contains(NOBODY_KNOWN);
  }

  /**
   * These vote from now on; said again with each term.
   *
   * @param ids also of those that vote until a change is through
   */
  synchronized void votes(Set<String> ids) {
    // Whoever has come is asked like the others. Only who has gone could serve unasked.
    if (!ids.containsAll(knownVoters)) {
      lease.votersGone(System.nanoTime());
    }
    knownVoters = Set.copyOf(ids);
  }

  /** Its group goes on without it: Raft has closed this replica. */
  void votedOut() {
    LOG.info("event=shard-voted-out shard={}", shard);
    votedOut = true;
  }

  boolean isVotedOut() {
    return votedOut;
  }

  // Handing over

  /** See {@link io.slotwise.sharding.replication.ShardLogs#transferTo}. */
  CompletionStage<Void> handOver(String nodeId) {
    if (nodeId.equals(shared.settings().self().nodeId())) {
      return CompletableFuture.completedFuture(null);
    }
    long term;
    synchronized (this) {
      term = log.term(shard);
      if (!log.takesMore(shard)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("shard " + shard + " is not this node's to give"));
      }
      log.ending(shard, true);
    }
    tellIfChanged();
    return CompletableFuture.runAsync(() -> rest(term), shared.worker())
        .thenCompose(done -> transfer(nodeId))
        .whenCompleteAsync((done, failure) -> handedOver(term, failure), shared.worker());
  }

  /** Waits until everything that was taken in the term is in the log, and takes no more. */
  private void rest(long term) {
    long endNanos = System.nanoTime() + REST_NANOS_MAX;
    // What they write is still taken.
    shared.store().awaitTurns(group.slots);
    while (!log.rest(shard)) {
      if (log.term(shard) != term) {
        throw new IllegalStateException("shard " + shard + " is led by another node already");
      }
      if (System.nanoTime() - endNanos > 0) {
        throw new IllegalStateException(
            "no majority of shard " + shard + " has taken what it was sent");
      }
      shared.sender().execute(this::send);
      LockSupport.parkNanos(REST_LOOK_NANOS);
    }
  }

  /** The lead as it is: of what is on its way nobody knows what will become. */
  CompletionStage<Void> transfer(String nodeId) {
    return shared.serving().transfer(id, nodeId);
  }

  /** Leads on where nobody else does, whatever was answered. */
  private void handedOver(long term, Throwable failure) {
    if (failure != null) {
      LOG.info("event=shard-not-handed-over shard={} cause={}", shard, failure.toString());
    }
    log.ending(shard, false);
    DivisionInfo info = info();
    if (log.term(shard) == 0 && info.isLeaderReady() && info.getCurrentTerm() == term) {
      leads(term);
    }
    tellIfChanged();
  }

  // The lease

  /** The term in which this node leads, lease or not, or is about to; or 0. */
  long leadTerm() {
    // In this order: one ends when the other has begun.
    long elected = electedTerm;
    long term = log.term(shard);
    return term != 0 ? term : elected;
  }

  long servingTerm() {
    long term = log.term(shard);
    return term != 0 && heldUntilNanos - System.nanoTime() > 0 ? term : 0;
  }

  /** Whether what others have promised lasts as long. */
  boolean isHeldFor(long nanos) {
    return heldUntilNanos - System.nanoTime() > nanos;
  }

  /** See {@link Lease#soleTerm}. */
  synchronized long soleTerm() {
    return lease.soleTerm();
  }

  long currentTerm() {
    return info().getCurrentTerm();
  }

  List<Peer> voters() {
    return shared.serving().voters(id);
  }

  /** A voter has said what it knows. */
  void answered(String voter, long itsTerm, long servesIn, long soleTerm, long askedNanos) {
    synchronized (this) {
      lease.answered(voter, itsTerm, servesIn, soleTerm, askedNanos);
    }
    renewLease();
  }

  /** Finds out anew until when this node may serve. */
  void renewLease() {
    String self = shared.settings().self().nodeId();
    Set<String> others = new HashSet<>();
    voters().forEach(voter -> others.add(voter.nodeId()));
    boolean votes = others.remove(self);
    synchronized (this) {
      heldUntilNanos = lease.heldUntilNanos(others, votes, System.nanoTime());
    }
    tellIfChanged();
  }

  // Roles

  synchronized ShardRole role() {
    long term = servingTerm();
    if (term != 0 && log.takesMore(shard)) {
      return new ShardRole(shard, term, shared.settings().self().nodeId(), true);
    }
    DivisionInfo info = info();
    RaftPeerId leader = info.getLeaderId();
    return new ShardRole(
        shard, info.getCurrentTerm(), leader == null ? null : leader.toString(), false);
  }

  /** Tells of the role if it is another than last time. */
  synchronized void tellIfChanged() {
    ShardRole role = role();
    if (!role.equals(lastTold)) {
      lastTold = role;
      shared.told().accept(role);
    }
  }

  private DivisionInfo info() {
    return shared.serving().division(id).getInfo();
  }

  // Sending

  /**
   * On the sender's thread: has the next batch replicated, if there is one and none is under way.
   */
  void send() {
    Batch batch = log.send(shard);
    if (batch != null) {
      send(batch, 0);
    }
  }

  private void send(Batch batch, int from) {
    int to = Math.min(batch.length(), from + RatisProperties.PART_BYTES_MAX);
    boolean ends = to == batch.length();
    shared
        .serving()
        .write(id, part(batch, from, to))
        .whenComplete(
            (reply, failure) -> {
              if (failure != null || !reply.isSuccess()) {
                Throwable cause = failure != null ? failure : reply.getException();
                shared.worker().execute(() -> failed(batch, cause));
              } else if (!ends) {
                shared.sender().execute(() -> send(batch, to));
              }
            });
  }

  private ByteString part(Batch batch, int from, int to) {
    ByteBuffer entry = ByteBuffer.allocate(EntryFormat.HEADER_BYTES + to - from);
    new EntryFormat.Header(
            from == 0, to == batch.length(), batch.term(), shared.origin(), batch.number())
        .writeTo(entry);
    entry.put(batch.array(), from, to - from);
    return UnsafeByteOperations.unsafeWrap(entry.array());
  }

  /** Nobody knows what will become of the batch: the term is over for this node. */
  private void failed(Batch batch, Throwable cause) {
    if (log.term(shard) != batch.term()) {
      return;
    }
    LOG.warn("event=shard-batch-failed shard={} cause={}", shard, String.valueOf(cause));
    leadsNoMore();
    DivisionInfo info = info();
    if (info.isLeader() && info.getCurrentTerm() == batch.term()) {
      transfer(null);
    }
  }

  /**
   * The log takes nothing more, or what it took may not be there. As the leader of others who can
   * write it this node would keep them from it. Told again and again, by more than one.
   */
  void logFailed(Throwable cause) {
    if (logFailed.getAndSet(true)) {
      return;
    }
    log.failed(shard, cause);
    LOG.error("event=shard-log-failed shard={} cause={}", shard, cause.toString());
    shared
        .worker()
        .execute(
            () -> {
              if (info().isLeader()) {
                leadsNoMore();
                transfer(null);
              }
            });
  }

  // The past

  @Override
  public long term(long index) {
    LogEntryProto entry = entryProto(index);
    return entry.hasStateMachineLogEntry() ? entry.getTerm() : -1;
  }

  @Override
  public ByteBuffer entry(long index) {
    return entryProto(index).getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
  }

  private LogEntryProto entryProto(long index) {
    try {
      LogEntryProto entry = shared.serving().division(id).getRaftLog().get(index);
      if (entry == null) {
        throw new IllegalStateException(
            "the log of shard " + shard + " lacks entry " + index + " that is not on disk yet");
      }
      return entry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Snapshots

  /** Fetches what the leader's log does not have any more. */
  CompletableFuture<Reach.OfShard> install(Peer leader) {
    LOG.info("event=shard-behind shard={} asking={}", shard, leader.nodeId());
    // On another thread: what is asked within the leader's call would be cancelled with it.
    Supplier<CompletableFuture<ShardPicture>> fetch = () -> shared.pictures().fetch(shard, leader);
    return CompletableFuture.supplyAsync(fetch, shared.worker())
        .thenCompose(picture -> picture)
        .thenApplyAsync(this::installed, shared.worker())
        .whenComplete(
            (reach, failure) -> {
              if (failure != null) {
                LOG.warn("event=shard-not-installed shard={} cause={}", shard, failure.toString());
              }
            });
  }

  private Reach.OfShard installed(ShardPicture picture) {
    try (picture) {
      group.install(picture);
      forgetVoters();
      LOG.info("event=shard-installed shard={} index={}", shard, picture.reach().index());
      return picture.reach();
    }
  }
}
