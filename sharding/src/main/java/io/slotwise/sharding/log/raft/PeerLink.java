package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupInfoRequest;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other nodes: see {@link PeerQuestions}. Thread-safe. */
final class PeerLink implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  private static final int HOSTED_TRIES_MAX = 240;
  private static final long HOSTED_WAIT_MS = 250;

  /** Whatever the group has committed, be it nothing. */
  private static final long ANY_INDEX = -1;

  private final ClientId self = ClientId.randomId();
  private final AtomicLong lastCall = new AtomicLong();
  private final Map<String, Peer> known = new ConcurrentHashMap<>();
  private final RaftClientRpc rpc;

  PeerLink(RaftProperties properties, Parameters parameters) {
    rpc = new GrpcFactory(parameters).newRaftClientRpc(self, properties);
  }

  /**
   * Asks a node.
   *
   * @param group one that both host
   */
  CompletableFuture<ByteString> ask(
      Peer peer, RaftGroupId group, ByteString question, Duration atMost) {
    meet(peer);
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(self)
            .setServerId(GroupIds.id(peer.nodeId()))
            .setGroupId(group)
            .setCallId(lastCall.incrementAndGet())
            .setMessage(Message.valueOf(question))
            .setType(RaftClientRequest.staleReadRequestType(ANY_INDEX))
            .build();
    return rpc.sendRequestAsyncUnordered(request)
        .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((reply, failure) -> reconnectIfBroken(peer, failure))
        .thenCompose(PeerLink::content);
  }

  /**
   * Waits until a node hosts a group. A leader that sends to a replica while that starts can leave
   * it half started.
   *
   * @param worker threads that may wait
   */
  CompletableFuture<Void> awaitHosted(Peer peer, RaftGroupId group, Executor worker) {
    meet(peer);
    return awaitHosted(peer, group, worker, HOSTED_TRIES_MAX);
  }

  private CompletableFuture<Void> awaitHosted(
      Peer peer, RaftGroupId group, Executor worker, int triesLeft) {
    return CompletableFuture.supplyAsync(() -> isHosted(peer, group), worker)
        .thenCompose(
            hosted -> {
              if (hosted) {
                return CompletableFuture.completedFuture(null);
              }
              if (triesLeft == 0) {
                return CompletableFuture.failedFuture(
                    new IllegalStateException(
                        "node " + peer.nodeId() + " does not host the group it is to vote in"));
              }
              Executor later =
                  CompletableFuture.delayedExecutor(HOSTED_WAIT_MS, TimeUnit.MILLISECONDS, worker);
              return CompletableFuture.supplyAsync(
                      () -> awaitHosted(peer, group, worker, triesLeft - 1), later)
                  .thenCompose(done -> done);
            });
  }

  /** A replica tells of itself once it has started as far as one can that nobody leads yet. */
  private boolean isHosted(Peer peer, RaftGroupId group) {
    try {
      RaftClientReply reply =
          rpc.sendRequest(
              new GroupInfoRequest(
                  self, GroupIds.id(peer.nodeId()), group, lastCall.incrementAndGet()));
      return reply.isSuccess();
    } catch (IOException | StatusRuntimeException e) {
      // A replica that is just being made answers with an error of the transport.
      LOG.debug("event=group-not-hosted peer={} cause={}", peer.nodeId(), e.toString());
      return false;
    }
  }

  private void meet(Peer peer) {
    if (!peer.equals(known.put(peer.nodeId(), peer))) {
      rpc.addRaftPeers(GroupIds.raftPeer(peer));
    }
  }

  private void reconnectIfBroken(Peer peer, Throwable failure) {
    if (failure != null) {
      rpc.handleException(GroupIds.id(peer.nodeId()), failure, true);
    }
  }

  private static CompletableFuture<ByteString> content(RaftClientReply reply) {
    return reply.isSuccess()
        ? CompletableFuture.completedFuture(reply.getMessage().getContent())
        : CompletableFuture.failedFuture(reply.getException());
  }

  @Override
  public void close() {
    try {
      rpc.close();
    } catch (IOException e) {
      LOG.warn("event=peer-link-not-closed cause={}", e.toString());
    }
  }
}
