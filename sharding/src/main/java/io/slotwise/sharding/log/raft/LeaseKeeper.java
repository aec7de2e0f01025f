package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.Peer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the voters of all shards that this node leads which terms they know, and answers the same.
 * One question to a node is about all its shards:
 *
 * <pre>
 * question  1 | shard u16...
 * answer    for each: latest term i64 (-1: not hosted) | term in which it leads itself or is about to i64, or 0
 * </pre>
 */
final class LeaseKeeper {

  static final byte KIND = 1;

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final int ANSWER_BYTES = 2 * Long.BYTES;
  private static final long NOT_HOSTED = -1;

  private final Supplier<Collection<ShardReplica>> replicas;
  private final IntFunction<ShardReplica> replica;
  private final PeerLink link;
  private final String self;
  private final Duration atMost;

  /**
   * @param replicas all that this node hosts
   * @param replica the one of a shard, or null
   */
  LeaseKeeper(
      Supplier<Collection<ShardReplica>> replicas,
      IntFunction<ShardReplica> replica,
      PeerLink link,
      RaftSettings settings) {
    this.replicas = replicas;
    this.replica = replica;
    this.link = link;
    this.self = settings.self().nodeId();
    this.atMost = settings.lease();
  }

  /** Asks everybody whose word is needed. Called at intervals. */
  void tick() {
    try {
      ask();
    } catch (RuntimeException e) {
      // A timer would drop work that has thrown once.
      LOG.warn("event=lease-tick-failed", e);
    }
  }

  private void ask() {
    // First: a leader that knows of no later term after this had voted for nobody else until then.
    long askedNanos = System.nanoTime();
    Map<Peer, List<ShardReplica>> byPeer = new HashMap<>();
    for (ShardReplica each : replicas.get()) {
      long term = each.leadTerm();
      if (term != 0 && each.currentTerm() == term) {
        for (Peer voter : each.voters()) {
          byPeer.computeIfAbsent(voter, any -> new ArrayList<>()).add(each);
        }
        // What was held may have run out, and who is alone asks nobody.
        each.renewLease();
      }
    }
    byPeer.forEach(
        (peer, shards) -> {
          if (!peer.nodeId().equals(self)) {
            ask(peer, shards, askedNanos);
          }
        });
  }

  private void ask(Peer peer, List<ShardReplica> shards, long askedNanos) {
    ByteBuffer question = ByteBuffer.allocate(1 + shards.size() * Short.BYTES).put(KIND);
    shards.forEach(each -> question.putShort((short) each.shard()));
    link.ask(peer, ByteString.copyFrom(question.flip()), atMost)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                answered(peer, shards, answer.asReadOnlyByteBuffer(), askedNanos);
              } else {
                LOG.debug("event=lease-not-answered peer={} cause={}", peer, failure.toString());
              }
            });
  }

  private static void answered(
      Peer peer, List<ShardReplica> shards, ByteBuffer answer, long askedNanos) {
    for (ShardReplica each : shards) {
      each.answered(peer.nodeId(), answer.getLong(), answer.getLong(), askedNanos);
    }
  }

  /** Answers another node's question. */
  CompletableFuture<ByteString> answer(ByteString bytes) {
    ByteBuffer question = bytes.asReadOnlyByteBuffer();
    question.get();
    ByteBuffer answer = ByteBuffer.allocate(question.remaining() / Short.BYTES * ANSWER_BYTES);
    while (question.hasRemaining()) {
      ShardReplica asked = replica.apply(question.getShort() & 0xffff);
      // The term first: who leads in an older one than it names has not led since.
      answer.putLong(asked == null ? NOT_HOSTED : asked.currentTerm());
      answer.putLong(asked == null ? 0 : asked.leadTerm());
    }
    return CompletableFuture.completedFuture(ByteString.copyFrom(answer.flip()));
  }
}
