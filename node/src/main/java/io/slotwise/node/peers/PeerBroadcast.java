package io.slotwise.node.peers;

import io.slotwise.node.pubsub.Broadcast;
import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.protocol.resp.ReplyDecoder;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Messages to the subscribers of other nodes. A message to a shard channel goes to the node that
 * leads its slot, where clients of Redis Cluster have subscribed, and to whoever else has
 * subscribers.
 */
public final class PeerBroadcast implements Broadcast {

  private static final Bytes CLUSTER = Bytes.of("CLUSTER");
  private static final Bytes DELIVER = Bytes.of("DELIVER");

  private final Peers peers;
  private final IntFunction<String> leaders;

  /**
   * @param leaders the id of the node that leads a slot; null where nobody is known to
   */
  public PeerBroadcast(Peers peers, IntFunction<String> leaders) {
    this.peers = peers;
    this.leaders = leaders;
  }

  @Override
  public boolean reaches(Topic topic, Bytes channel) {
    return peers.any(whom(topic, channel));
  }

  @Override
  public void send(Topic topic, Bytes channel, Bytes message, long dependsOn) {
    Predicate<Peer> whom = whom(topic, channel);
    if (peers.any(whom)) {
      peers.tell(whom, request(topic, channel, message), dependsOn);
    }
  }

  @Override
  public CompletionStage<Long> sendAndCount(Topic topic, Bytes channel, Bytes message) {
    return peers
        .ask(whom(topic, channel), request(topic, channel, message))
        .thenApply(PeerBroadcast::sum);
  }

  @Override
  public boolean hasOthers() {
    return peers.areThere();
  }

  @Override
  public CompletionStage<List<Reply>> ask(Args request) {
    return peers
        .askAll(request)
        .thenApply(replies -> replies.stream().map(ReplyDecoder::decode).toList());
  }

  private Predicate<Peer> whom(Topic topic, Bytes channel) {
    if (topic != Topic.SHARD_MESSAGES) {
      return peer -> peer.listens(topic);
    }
    String leader = leaders.apply(Slots.of(channel));
    return peer ->
        peer.listens(topic) || peer.isUp() && (leader == null || leader.equals(peer.node().id()));
  }

  private static Args request(Topic topic, Bytes channel, Bytes message) {
    return Args.of(CLUSTER, DELIVER, Bytes.of(topic.word()), channel, message);
  }

  private static long sum(List<Bytes> replies) {
    return replies.stream()
        .filter(reply -> reply.at(0) == ':')
        .mapToLong(PeerBroadcast::count)
        .sum();
  }

  /** What {@code :12} and an end of line say. */
  private static long count(Bytes reply) {
    return Long.parseLong(reply.slice(1, reply.length()).latin1().strip());
  }
}
