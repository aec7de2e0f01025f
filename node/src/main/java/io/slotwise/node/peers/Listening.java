package io.slotwise.node.peers;

import io.slotwise.node.pubsub.Interest;
import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What the other nodes know of what this node's subscribers want to hear, so that nothing is sent
 * that nobody wants. Before the first subscriber to a topic is confirmed, the others have to know:
 * whatever is published after the confirmation reaches it. When nobody has wanted to hear of a
 * topic for a while, they are told that, too. A node that has not been told sends everything.
 */
public final class Listening {

  /** Nobody is kept waiting longer for a node that does not answer. */
  private static final long KNOWN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private static final long LOOK_AGAIN_MS = 10;
  private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Peers peers;
  private final Interest interest;
  private final String selfId;
  private final ScheduledExecutorService timer;

  /** What the others are told now; guarded by this. */
  private final Set<Topic> told = EnumSet.noneOf(Topic.class);

  /** When the last of them wanted to hear of it, as far as it was looked at; guarded by this. */
  private final Map<Topic, Long> wantedNanos = new EnumMap<>(Topic.class);

  /** The last time that they were told; guarded by this. */
  private CompletableFuture<?> telling = CompletableFuture.completedFuture(null);

  /** What they know, or were given time enough to. */
  private volatile Set<Topic> known = Set.of();

  public Listening(Peers peers, Interest interest, String selfId, ScheduledExecutorService timer) {
    this.peers = peers;
    this.interest = interest;
    this.selfId = selfId;
    this.timer = timer;
    peers.greetWith(this::words);
    // Those that nobody has waited for: inside MULTI, or while the others were told of an end.
    interest.onFirst(topic -> whenKnown(EnumSet.of(topic), () -> {}));
  }

  private synchronized Args words() {
    List<String> words = new ArrayList<>(List.of("CLUSTER", "LISTENS", selfId));
    told.forEach(topic -> words.add(topic.word()));
    return Args.of(words.toArray(String[]::new));
  }

  /** Whether the others know that these topics are wanted here: cheap. */
  public boolean isKnown(Set<Topic> topics) {
    return !peers.areThere() || known.containsAll(topics);
  }

  /** Runs the code, on any thread, when they know or were given time enough to. */
  public void whenKnown(Set<Topic> topics, Runnable code) {
    CompletableFuture<?> last;
    synchronized (this) {
      topics.forEach(topic -> wantedNanos.put(topic, System.nanoTime()));
      if (told.addAll(topics)) {
        Set<Topic> now = Set.copyOf(told);
        telling = tell().thenRun(() -> becomeKnown(now));
      }
      last = telling;
    }
    last.thenRun(code);
  }

  private CompletableFuture<Void> tell() {
    long endNanos = System.nanoTime() + KNOWN_NANOS_MAX;
    CompletableFuture<Void> heard = new CompletableFuture<>();
    peers.askAll(words()).thenRun(() -> completeOnceWhole(heard, endNanos));
    return heard;
  }

  /** A node that has just started is to know before it sends anything, and not to be forgotten. */
  private void completeOnceWhole(CompletableFuture<Void> heard, long endNanos) {
    if (peers.isWhole() || System.nanoTime() - endNanos > 0) {
      heard.complete(null);
    } else {
      timer.schedule(
          () -> completeOnceWhole(heard, endNanos), LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void becomeKnown(Set<Topic> topics) {
    Set<Topic> now = EnumSet.noneOf(Topic.class);
    now.addAll(topics);
    now.retainAll(told);
    known = now;
  }

  /** Tells them what nobody has wanted for a while. To be called again and again. */
  public void keep() {
    List<Topic> over = new ArrayList<>();
    synchronized (this) {
      long nowNanos = System.nanoTime();
      for (Topic topic : told) {
        if (interest.has(topic)) {
          wantedNanos.put(topic, nowNanos);
        } else if (nowNanos - wantedNanos.get(topic) > KEPT_NANOS) {
          over.add(topic);
        }
      }
      if (over.isEmpty()) {
        return;
      }
      over.forEach(told::remove);
      becomeKnown(known);
      tell();
    }
    // Whoever came in between found that they knew.
    over.stream().filter(interest::has).forEach(topic -> whenKnown(EnumSet.of(topic), () -> {}));
  }
}
