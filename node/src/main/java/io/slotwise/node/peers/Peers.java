package io.slotwise.node.peers;

import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.tls.Tls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All other nodes of the cluster, and what is to be said to them. A node alone has none. Any
 * thread; nothing here waits.
 */
public final class Peers {

  private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** How long an answer is waited for. */
  private static final long ANSWER_MS_MAX = 1_000;

  private final ScheduledExecutorService timer;
  private final LongAdder sent = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Peer.Shared shared;
  private volatile List<Peer> peers = List.of();
  private volatile Supplier<Args> greeting = () -> Args.of("PING");
  private volatile long queueBytesMax = Long.MAX_VALUE;

  /**
   * @param tls that nodes speak with each other, or null
   * @param password of the nodes; empty for none
   * @param gate of this node's log
   */
  public Peers(
      EventLoops loops,
      Tls tls,
      Supplier<String> password,
      CommitGate gate,
      ScheduledExecutorService timer) {
    this.timer = timer;
    this.shared =
        new Peer.Shared(
            loops, tls, password, () -> greeting.get(), gate, () -> queueBytesMax, sent, dropped);
  }

  /** What is said first on every connection from now on. */
  void greetWith(Supplier<Args> words) {
    greeting = words;
  }

  /** How much may wait for one node; what comes then is dropped. */
  public void setQueueBytesMax(long bytes) {
    queueBytesMax = bytes;
  }

  /** Speaks to these nodes and to no others. To be called again and again, by one thread. */
  public void keep(List<PeerNode> others) {
    List<Peer> next = new ArrayList<>();
    for (PeerNode node : others) {
      Peer known = find(peers, node.id());
      if (known != null && !known.node().equals(node)) {
        known.close();
        known = null;
      }
      next.add(known == null ? new Peer(node, shared) : known);
    }
    for (Peer known : peers) {
      if (find(next, known.node().id()) == null) {
        known.close();
      }
    }
    peers = List.copyOf(next);
    next.stream().filter(peer -> !peer.isUp()).forEach(Peer::connect);
  }

  private static Peer find(List<Peer> among, String id) {
    for (Peer peer : among) {
      if (peer.node().id().equals(id)) {
        return peer;
      }
    }
    return null;
  }

  /**
   * A node has said what it wants to hear.
   *
   * @return false when no such node is known here
   */
  public boolean heard(String nodeId, Connection from, Set<Topic> topics) {
    Peer peer = find(peers, nodeId);
    if (peer != null) {
      peer.heard(from, topics);
    }
    return peer != null;
  }

  /** Whether there is such a one. */
  boolean any(Predicate<Peer> such) {
    for (Peer peer : peers) {
      if (such.test(peer)) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is nobody to be waited for: who speaks with this node is spoken with, too. */
  boolean isWhole() {
    for (Peer peer : peers) {
      if (peer.isUp() != peer.isHeard()) {
        return false;
      }
    }
    return true;
  }

  /** Says something to some of the nodes. */
  void tell(Predicate<Peer> whom, Args request, long dependsOn) {
    for (Peer peer : peers) {
      if (whom.test(peer)) {
        peer.say(new Letter(request, dependsOn, Letter.Receiver.NOBODY));
      }
    }
  }

  /**
   * Asks some of the nodes. Who leaves somebody waiting is asked as before, but not waited for
   * until it answers again.
   *
   * @return the answers of those who gave one in time; never fails
   */
  CompletionStage<List<Bytes>> ask(Predicate<Peer> whom, Args request) {
    List<Peer> asked = peers.stream().filter(whom).toList();
    if (asked.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    PeerAnswers answers = new PeerAnswers(asked.size());
    for (Peer peer : asked) {
      PeerAnswers.Answer answer = answers.of(peer);
      peer.say(new Letter(request, 0, answer));
      if (peer.isLate()) {
        answer.giveUp();
      }
    }
    if (!answers.all().isDone()) {
      var end = timer.schedule(answers::giveUp, ANSWER_MS_MAX, TimeUnit.MILLISECONDS);
      answers.all().whenComplete((done, failure) -> end.cancel(false));
    }
    return answers.all();
  }

  /** The same of all that can be reached. */
  public CompletionStage<List<Bytes>> askAll(Args request) {
    return ask(Peer::isUp, request);
  }

  /** Whether there is any other node that can be reached. */
  public boolean areThere() {
    return !peers.isEmpty();
  }

  /** How long who has sent something is to wait before going on: mostly 0. */
  public long delayNanosForSenders() {
    for (Peer peer : peers) {
      if (peer.isFull()) {
        return DELAY_NANOS;
      }
    }
    return 0;
  }

  /** Figures for INFO, by name. */
  public Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("cluster_peers_connected", peers.stream().filter(Peer::isUp).count());
    figures.put("cluster_peer_messages_sent", sent.sum());
    figures.put("cluster_peer_messages_dropped", dropped.sum());
    figures.put("cluster_peer_queue_bytes", peers.stream().mapToLong(Peer::waitingBytes).sum());
    return figures;
  }
}
