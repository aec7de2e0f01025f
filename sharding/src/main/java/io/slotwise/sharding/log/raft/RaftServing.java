package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** What this node asks of its own Ratis server, in process. */
final class RaftServing {

  private static final long TRANSFER_MS = 5_000;
  private static final long SNAPSHOT_MS = 60_000;
  private static final long CONFIGURE_MS = TimeUnit.HOURS.toMillis(1);

  private final ClientId self = ClientId.randomId();
  private final AtomicLong lastCall = new AtomicLong();
  private final PeerLink link;
  private final Executor worker;
  private volatile RaftServer server;

  /**
   * @param link asks the other nodes
   * @param worker completes what is returned: Ratis's own threads complete replies while they hold
   *     locks
   */
  RaftServing(PeerLink link, Executor worker) {
    this.link = link;
    this.worker = worker;
  }

  /** Comes before the server starts: its groups are given this while it is being made. */
  void connect(RaftServer toServer) {
    server = toServer;
  }

  /** The replica of a group that must be hosted. */
  RaftServer.Division division(RaftGroupId group) {
    try {
      return server.getDivision(group);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Set<RaftGroupId> groups() {
    Set<RaftGroupId> groups = new HashSet<>();
    server.getGroupIds().forEach(groups::add);
    return groups;
  }

  /**
   * Appends an entry to the log of a group that this node leads; completes when it is applied, on a
   * thread of Ratis's that may hold locks. Entries are appended in the order of calls: each is in
   * the local log when the call returns.
   */
  CompletableFuture<RaftClientReply> write(RaftGroupId group, ByteString entry) {
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(self)
            .setServerId(server.getId())
            .setGroupId(group)
            .setCallId(lastCall.incrementAndGet())
            .setMessage(Message.valueOf(entry))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    try {
      // Without the server's detour by a queue and other threads.
      return ((RaftClientAsynchronousProtocol) division(group)).submitClientRequestAsync(request);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  CompletionStage<Void> add(RaftGroup group) {
    return done(
        asked(
            () ->
                server.groupManagementAsync(
                    GroupManagementRequest.newAdd(
                        self, server.getId(), lastCall.incrementAndGet(), group))));
  }

  /** Completes when a group's replica is made, and fails when there is none. */
  CompletableFuture<Void> describe(RaftGroupId group) {
    return server
        .getGroupInfoAsync(
            new GroupInfoRequest(self, server.getId(), group, lastCall.incrementAndGet()))
        .thenCompose(reply -> outcome(reply, null))
        .thenApply(done -> null);
  }

  /** Whether the replica of a group, which must be hosted, takes part in it. */
  boolean isAlive(RaftGroupId group) {
    return division(group).getInfo().isAlive();
  }

  /** Removes the replica and deletes its log. */
  CompletionStage<Void> remove(RaftGroupId group) {
    return done(
        asked(
            () ->
                server.groupManagementAsync(
                    GroupManagementRequest.newRemove(
                        self, server.getId(), lastCall.incrementAndGet(), group, true, false))));
  }

  /**
   * Gives away the lead.
   *
   * @param nodeId null for whoever will be elected
   */
  CompletionStage<Void> transfer(RaftGroupId group, String nodeId) {
    return done(
        asked(
            () ->
                server.transferLeadershipAsync(
                    new TransferLeadershipRequest(
                        self,
                        server.getId(),
                        group,
                        lastCall.incrementAndGet(),
                        nodeId == null ? null : GroupIds.id(nodeId),
                        TRANSFER_MS))));
  }

  /**
   * Makes these the voters of a group. One new voter comes at a time, and those that are to go stay
   * until all have come: Raft's majorities would not overlap in time otherwise, and there are never
   * fewer full replicas than before.
   */
  CompletionStage<Void> configure(RaftGroupId group, List<Peer> voters) {
    List<Peer> now = voters(group);
    for (Peer voter : voters) {
      if (now.stream().noneMatch(peer -> peer.nodeId().equals(voter.nodeId()))) {
        now.add(voter);
        return link.awaitHosted(voter, group, worker)
            .thenCompose(hosted -> set(group, now))
            .thenCompose(done -> configure(group, voters));
      }
    }
    return set(group, voters);
  }

  private CompletionStage<Void> set(RaftGroupId group, List<Peer> voters) {
    SetConfigurationRequest.Arguments arguments =
        SetConfigurationRequest.Arguments.newBuilder()
            .setServersInNewConf(voters.stream().map(GroupIds::raftPeer).toList())
            .build();
    return done(
        asked(
                () ->
                    server.setConfigurationAsync(
                        new SetConfigurationRequest(
                            self, server.getId(), group, lastCall.incrementAndGet(), arguments)))
            .orTimeout(CONFIGURE_MS, TimeUnit.MILLISECONDS));
  }

  /** Has the group's log cut behind its state machine's snapshot. */
  CompletionStage<Void> snapshot(RaftGroupId group) {
    return done(
        asked(
            () ->
                server.snapshotManagementAsync(
                    SnapshotManagementRequest.newCreate(
                        self, server.getId(), group, lastCall.incrementAndGet(), SNAPSHOT_MS))));
  }

  /** The voters as this node knows them. */
  List<Peer> voters(RaftGroupId group) {
    List<Peer> voters = new ArrayList<>();
    division(group).getRaftConf().getCurrentPeers().forEach(p -> voters.add(GroupIds.peer(p)));
    return voters;
  }

  /** The ids of those that vote, old and new ones in a change; empty while that is not applied. */
  Set<String> appliedVoters(RaftGroupId group) {
    RaftServer.Division division = division(group);
    RaftConfiguration voters = division.getRaftConf();
    Set<String> ids = new HashSet<>();
    if (voters.getLogEntryIndex() <= division.getInfo().getLastAppliedIndex()) {
      voters.getCurrentPeers().forEach(peer -> ids.add(peer.getId().toString()));
      voters.getPreviousPeers().forEach(peer -> ids.add(peer.getId().toString()));
    }
    return ids;
  }

  private interface Asked {
    CompletableFuture<RaftClientReply> ask() throws IOException;
  }

  /** Asks on a worker's thread: what Ratis calls asynchronous may wait for its locks and logs. */
  private CompletableFuture<RaftClientReply> asked(Asked question) {
    CompletableFuture<RaftClientReply> answer = new CompletableFuture<>();
    try {
      worker.execute(
          () -> {
            try {
              question.ask().whenComplete((reply, failure) -> complete(answer, reply, failure));
            } catch (IOException | RuntimeException e) {
              answer.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException closed) {
      // The store is saved when its logs are closed already: nothing is to be cut then.
      answer.completeExceptionally(closed);
    }
    return answer;
  }

  private static void complete(
      CompletableFuture<RaftClientReply> answer, RaftClientReply reply, Throwable failure) {
    if (failure == null) {
      answer.complete(reply);
    } else {
      answer.completeExceptionally(failure);
    }
  }

  /** A reply can be a failure, too. */
  private CompletionStage<Void> done(CompletionStage<RaftClientReply> reply) {
    return reply.handleAsync(RaftServing::outcome, worker).thenCompose(outcome -> outcome);
  }

  private static CompletionStage<Void> outcome(RaftClientReply answer, Throwable failure) {
    if (failure != null) {
      return CompletableFuture.failedFuture(failure);
    }
    return answer.isSuccess()
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(answer.getException());
  }
}
