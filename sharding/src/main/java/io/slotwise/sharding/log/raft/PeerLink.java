package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.raft.wire.Wire;
import io.slotwise.sharding.replication.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other nodes: see {@link PeerQuestions}. Thread-safe. */
final class PeerLink {

  private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

  private static final int HOSTED_TRIES_MAX = 240;
  private static final long HOSTED_WAIT_MS = 250;
  private static final Duration HOSTED_ANSWER_MAX = Duration.ofSeconds(3);

  private final Wire wire;

  PeerLink(Wire wire) {
    this.wire = wire;
  }

  /** Asks a node; completes on a thread that may wait. */
  CompletableFuture<ByteString> ask(Peer peer, ByteString question, Duration atMost) {
    RaftPeerId id = GroupIds.id(peer.nodeId());
    wire.know(id, peer.raftAddress());
    return wire.ask(id, question, atMost.toMillis());
  }

  /**
   * Waits until a node hosts a group. A leader that sends to a replica while that starts can leave
   * it half started.
   *
   * @param worker threads that may wait
   */
  CompletableFuture<Void> awaitHosted(Peer peer, RaftGroupId group, Executor worker) {
    return awaitHosted(peer, group, worker, HOSTED_TRIES_MAX);
  }

  private CompletableFuture<Void> awaitHosted(
      Peer peer, RaftGroupId group, Executor worker, int triesLeft) {
    return isHosted(peer, group)
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

  private CompletableFuture<Boolean> isHosted(Peer peer, RaftGroupId group) {
    return ask(peer, HostedGroups.question(group), HOSTED_ANSWER_MAX)
        .thenApply(HostedGroups::isYes)
        .exceptionally(
            failure -> {
              LOG.debug(
                  "event=group-not-hosted peer={} cause={}", peer.nodeId(), failure.toString());
              return false;
            });
  }
}
