package io.slotwise.node.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slotwise.node.connection.FakeConnection;
import io.slotwise.node.pubsub.Broadcast;
import io.slotwise.node.pubsub.Interest;
import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.pubsub.Subscriptions;
import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.stream.CommitGate;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published here reaches other nodes: in order, when it lasts, and bounded. */
class PeersTest {

  private static final int QUEUE_BYTES_MAX = 8 << 20;
  private static final String SELF = "a".repeat(40);
  private static final String ONE = "b".repeat(40);
  private static final String TWO = "c".repeat(40);
  private static final Bytes NEWS = Bytes.of("news");
  private static final String TO_NEWS = "CLUSTER DELIVER messages news ";

  /** A log that is durable as far as the test says. */
  private static final class Gate implements CommitGate {
    private final Queue<Map.Entry<Long, Runnable>> waiting = new ConcurrentLinkedQueue<>();
    private volatile long durable;
    private volatile long lost;

    @Override
    public void commit() {}

    @Override
    public long durablePosition() {
      return durable;
    }

    @Override
    public void whenDurable(long position, Runnable code) {
      waiting.add(Map.entry(position, code));
    }

    boolean isAwaited(long position) {
      return waiting.stream().anyMatch(waiter -> waiter.getKey() == position);
    }

    @Override
    public boolean isLost(long from, long to) {
      return from <= lost && lost <= to;
    }

    void becomeDurable(long position) {
      durable = position;
      for (Map.Entry<Long, Runnable> waiter : List.copyOf(waiting)) {
        if (waiter.getKey() <= position && waiting.remove(waiter)) {
          waiter.getValue().run();
        }
      }
    }
  }

  private final EventLoops loops = EventLoops.create(2);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Gate gate = new Gate();
  private final Peers peers = new Peers(loops, null, () -> "", gate, timer);
  private final PubSub pubSub = new PubSub(new LoopMails(1), 1);
  private final Interest interest = pubSub.interest();
  private final Listening listening = new Listening(peers, interest, SELF, timer);
  private final Broadcast broadcast = new PeerBroadcast(peers, slot -> ONE);
  private final FakeConnection fromOne = new FakeConnection(1);
  private final FakeConnection fromTwo = new FakeConnection(2);
  private FakePeer one;
  private FakePeer two;

  @BeforeEach
  void connect() throws IOException {
    one = new FakePeer();
    two = new FakePeer();
    peers.setQueueBytesMax(QUEUE_BYTES_MAX);
    reconnect();
  }

  @AfterEach
  void close() throws IOException {
    peers.keep(List.of());
    one.close();
    two.close();
    timer.shutdownNow();
    loops.close();
  }

  private void reconnect() {
    await()
        .until(
            () -> {
              peers.keep(List.of(one.node(ONE), two.node(TWO)));
              return (long) peers.figures().get("cluster_peers_connected") == 2;
            });
  }

  private void publish(String message, long dependsOn) {
    broadcast.send(Topic.MESSAGES, NEWS, Bytes.of(message), dependsOn);
  }

  private static List<String> messages(FakePeer peer) {
    return peer.requests.stream()
        .filter(request -> request.startsWith(TO_NEWS))
        .map(request -> request.substring(TO_NEWS.length()))
        .toList();
  }

  @Test
  void everyNodeGetsEveryMessageInOrder() {
    List<String> sent = IntStream.range(0, 20_000).mapToObj(Integer::toString).toList();
    sent.forEach(message -> publish(message, 0));
    await().until(() -> one.requests.size() > sent.size() + 1);
    await().until(() -> two.requests.size() > sent.size() + 1);
    assertThat(messages(one)).isEqualTo(sent);
    assertThat(messages(two)).isEqualTo(sent);
    assertThat(one.requests.get(0)).isEqualTo("CLUSTER LISTENS " + SELF);
  }

  @Test
  void whatIsNotDurableWaitsAndHoldsBackWhatComesBehindIt() {
    publish("first", 0);
    publish("of a write", 7);
    publish("lost with a leadership", 8);
    publish("behind", 0);
    await().untilAsserted(() -> assertThat(messages(one)).containsExactly("first"));
    await().until(() -> gate.isAwaited(7));
    gate.lost = 8;
    gate.becomeDurable(7);
    await().until(() -> gate.isAwaited(8));
    await().untilAsserted(() -> assertThat(messages(one)).containsExactly("first", "of a write"));
    gate.becomeDurable(8);
    await()
        .untilAsserted(
            () -> assertThat(messages(one)).containsExactly("first", "of a write", "behind"));
  }

  @Test
  void nothingIsSentToWhoDoesNotListen() {
    peers.heard(ONE, fromOne, EnumSet.of(Topic.KEY_EVENTS));
    peers.heard(TWO, fromTwo, EnumSet.noneOf(Topic.class));
    assertThat(broadcast.reaches(Topic.MESSAGES, NEWS)).isFalse();
    assertThat(broadcast.reaches(Topic.KEY_EVENTS, NEWS)).isTrue();
    publish("unheard", 0);
    peers.heard(TWO, fromTwo, EnumSet.of(Topic.MESSAGES));
    publish("heard", 0);
    fromOne.close();
    publish("by those of whom nothing is known", 0);
    await()
        .untilAsserted(
            () ->
                assertThat(messages(two))
                    .containsExactly("heard", "by those of whom nothing is known"));
    await()
        .untilAsserted(
            () -> assertThat(messages(one)).containsExactly("by those of whom nothing is known"));
  }

  @Test
  void theNodeThatLeadsAShardGetsItsMessagesWithoutAsking() {
    peers.heard(ONE, fromOne, EnumSet.noneOf(Topic.class));
    peers.heard(TWO, fromTwo, EnumSet.noneOf(Topic.class));
    broadcast.send(Topic.SHARD_MESSAGES, NEWS, Bytes.of("x"), 0);
    publish("unheard", 0);
    await()
        .untilAsserted(
            () -> assertThat(one.requests).endsWith("CLUSTER DELIVER shard_messages news x"));
    assertThat(two.requests).noneMatch(request -> request.contains("DELIVER"));
  }

  @Test
  void receiversAreCountedOnAllNodes() {
    one.answerWith(request -> ":3");
    two.answerWith(request -> ":4");
    assertThat(counted()).isEqualTo(7);
  }

  private long counted() {
    CompletionStage<Long> count = broadcast.sendAndCount(Topic.MESSAGES, NEWS, Bytes.of("counted"));
    CompletableFuture<Long> future = count.toCompletableFuture();
    await().until(future::isDone);
    return future.getNow(-1L);
  }

  @Test
  void whoDoesNotAnswerIsWaitedForOnce() {
    one.answerWith(request -> ":3");
    two.answerWith(request -> null);
    assertThat(counted()).isEqualTo(3);
    CompletionStage<Long> second =
        broadcast.sendAndCount(Topic.MESSAGES, NEWS, Bytes.of("counted"));
    await().until(() -> messages(two).size() == 2);
    await().until(() -> second.toCompletableFuture().isDone());
    assertThat(messages(two)).hasSize(2);
  }

  @Test
  void whatANodeDoesNotTakeIsDroppedAndCounted() {
    CountDownLatch thawed = new CountDownLatch(1);
    two.answerWith(
        request -> {
          try {
            thawed.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "+OK";
        });
    String large = "x".repeat(100_000);
    int[] sent = {0};
    await()
        .until(
            () -> {
              for (int i = 0; i < 50; i++) {
                publish(large + sent[0]++, 0);
              }
              return (long) peers.figures().get("cluster_peer_messages_dropped") > 0;
            });
    assertThat((long) peers.figures().get("cluster_peer_queue_bytes"))
        .isLessThan(2 * (QUEUE_BYTES_MAX + (1 << 20)));
    thawed.countDown();
    await().until(() -> (long) peers.figures().get("cluster_peer_queue_bytes") == 0);
    publish("last", 0);
    await().until(() -> two.requests.get(two.requests.size() - 1).equals(TO_NEWS + "last"));
    List<Integer> got =
        messages(two).stream()
            .filter(message -> !message.equals("last"))
            .map(message -> Integer.parseInt(message.substring(large.length())))
            .toList();
    assertThat(got).isSorted().doesNotHaveDuplicates().hasSizeLessThan(sent[0]);
  }

  @Test
  void aConnectionThatBreaksIsMadeAgainAndNothingOldIsSent() throws IOException {
    one.hangUp();
    await().until(() -> (long) peers.figures().get("cluster_peers_connected") == 1);
    publish("to two", 0);
    reconnect();
    publish("to both", 0);
    await().untilAsserted(() -> assertThat(messages(one)).containsExactly("to both"));
    await().untilAsserted(() -> assertThat(messages(two)).containsExactly("to two", "to both"));
  }

  @Test
  void theOthersKnowOfASubscriberBeforeItIsConfirmed() {
    peers.heard(ONE, fromOne, EnumSet.noneOf(Topic.class));
    peers.heard(TWO, fromTwo, EnumSet.noneOf(Topic.class));
    CountDownLatch mayAnswer = new CountDownLatch(1);
    two.answerWith(
        request -> {
          try {
            mayAnswer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "+OK";
        });
    Set<Topic> wanted = EnumSet.of(Topic.MESSAGES);
    assertThat(listening.isKnown(wanted)).isFalse();
    CompletableFuture<Void> known = new CompletableFuture<>();
    listening.whenKnown(wanted, () -> known.complete(null));
    String told = "CLUSTER LISTENS " + SELF + " messages";
    await().untilAsserted(() -> assertThat(two.requests).endsWith(told));
    assertThat(known).isNotDone();
    mayAnswer.countDown();
    await().until(known::isDone);
    assertThat(listening.isKnown(wanted)).isTrue();
    assertThat(one.requests).endsWith(told);
  }

  @Test
  void aSubscriberThatNobodyWaitedForIsToldOfAtOnce() {
    new Subscriptions(new FakeConnection(3)).add(pubSub, PubSub.Kind.PATTERN, NEWS, true);
    await()
        .untilAsserted(
            () -> assertThat(one.requests).endsWith("CLUSTER LISTENS " + SELF + " messages"));
  }
}
