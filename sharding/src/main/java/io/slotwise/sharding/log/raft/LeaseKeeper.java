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
 * question  1 | shard u16... | 0xffff
 * answer    for each: latest term i64 (-1: not hosted) | term in which it leads itself or is about to i64, or 0
 *           16 bytes, which say nothing
 *           for each: {@link Lease#soleTerm} i64
 * </pre>
 *
 * <p>Who knows the question without its end takes the end for one more shard, which it does not
 * host, and answers nothing behind that; who asks without it gets nothing behind the shards.
 */
final class LeaseKeeper {

  static final byte KIND = 1;

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
  private static final int ANSWER_BYTES = 2 * Long.BYTES;

  /** Nobody is asked while all leases last that much longer, in eighths of one. */
  private static final int ENOUGH_EIGHTHS = 5;

  /** No shard's number. */
  private static final int ASKS_SOLE_TERMS = 0xffff;

  private static final long NOT_HOSTED = -1;

  private final Supplier<Collection<ShardReplica>> replicas;
  private final IntFunction<ShardReplica> replica;
  private final PeerLink link;
  private final String self;
  private final Duration atMost;
  private final long enoughNanos;

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
    this.enoughNanos = settings.lease().toNanos() * ENOUGH_EIGHTHS / 8;
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
    boolean enough = true;
    for (ShardReplica each : replicas.get()) {
      long term = each.leadTerm();
      if (term != 0 && each.currentTerm() == term) {
        for (Peer voter : each.voters()) {
          byPeer.computeIfAbsent(voter, any -> new ArrayList<>()).add(each);
        }
        // What was held may have run out, and who is alone asks nobody.
        each.renewLease();
        enough &= each.isHeldFor(enoughNanos);
      }
    }
    if (enough) {
      return;
    }
    byPeer.forEach(
        (peer, shards) -> {
          if (!peer.nodeId().equals(self)) {
            ask(peer, shards, askedNanos);
          }
        });
  }

  private void ask(Peer peer, List<ShardReplica> shards, long askedNanos) {
    ByteBuffer question = ByteBuffer.allocate(1 + (shards.size() + 1) * Short.BYTES).put(KIND);
    shards.forEach(each -> question.putShort((short) each.shard()));
    question.putShort((short) ASKS_SOLE_TERMS);
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
    int soleTermsAt = (shards.size() + 1) * ANSWER_BYTES;
    for (int i = 0; i < shards.size(); i++) {
      int soleTermAt = soleTermsAt + i * Long.BYTES;
      long soleTerm = soleTermAt < answer.limit() ? answer.getLong(soleTermAt) : 0;
      shards
          .get(i)
          .answered(peer.nodeId(), answer.getLong(), answer.getLong(), soleTerm, askedNanos);
    }
  }

  /** Answers another node's question. */
  CompletableFuture<ByteString> answer(ByteString bytes) {
    ByteBuffer question = bytes.asReadOnlyByteBuffer();
    question.get();
    List<Integer> shards = new ArrayList<>();
    while (question.hasRemaining()) {
      shards.add(question.getShort() & 0xffff);
    }
    boolean withSoleTerms = shards.get(shards.size() - 1) == ASKS_SOLE_TERMS;
    int soleTermsBytes = withSoleTerms ? (shards.size() - 1) * Long.BYTES : 0;
    ByteBuffer answer = ByteBuffer.allocate(shards.size() * ANSWER_BYTES + soleTermsBytes);
    for (int shard : shards) {
      ShardReplica asked = replica.apply(shard);
      // The term first: who leads in an older one than it names has not led since.
      answer.putLong(asked == null ? NOT_HOSTED : asked.currentTerm());
      answer.putLong(asked == null ? 0 : asked.leadTerm());
    }
    if (withSoleTerms) {
      for (int shard : shards.subList(0, shards.size() - 1)) {
        ShardReplica asked = replica.apply(shard);
        answer.putLong(asked == null ? 0 : asked.soleTerm());
      }
    }
    return CompletableFuture.completedFuture(ByteString.copyFrom(answer.flip()));
  }
}
