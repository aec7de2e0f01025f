package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the nodes have come in acting by the directory. A majority that has a change is enough
 * for it to last; who waits here answers his client when the other nodes act by it too, so that the
 * client finds it wherever it asks next. Any thread.
 */
final class DirectoryProgress {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryProgress.class);

  /** A node that is there, but does not come along, is not waited for any longer. */
  static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(2);

  /** Acts by the map on this node. */
  @FunctionalInterface
  interface Follower {

    /** Must be quick; completes when it is so. */
    CompletionStage<Void> follow(ClusterMap map);
  }

  private record Waiter(long version, long sinceNanos, CompletableFuture<Void> done) {}

  private final Supplier<Set<String>> reachableOthers;
  private final LongSupplier clockNanos;
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final Map<String, Long> others = new ConcurrentHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private volatile LongConsumer teller = version -> {};
  private long own;

  /**
   * @param reachableOthers the members that can be spoken to
   * @param clockNanos monotonic
   */
  DirectoryProgress(Supplier<Set<String>> reachableOthers, LongSupplier clockNanos) {
    this.reachableOthers = reachableOthers;
    this.clockNanos = clockNanos;
  }

  /** From now on tells it of every map. */
  void add(Follower follower) {
    followers.add(follower);
  }

  /** From now on has the others told how far this node has come. */
  void onProgress(LongConsumer tell) {
    teller = tell;
  }

  /** This node has seen a new map. */
  void seen(ClusterMap map) {
    List<CompletableFuture<Void>> followed = new ArrayList<>();
    for (Follower follower : followers) {
      followed.add(follower.follow(map).toCompletableFuture());
    }
    CompletableFuture.allOf(followed.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.error("event=directory_not_followed version={}", map.version(), failure);
              }
              reached(map.version());
            });
  }

  private void reached(long version) {
    synchronized (this) {
      own = Math.max(own, version);
    }
    teller.accept(version);
    check();
  }

  /** The version that this node acts by. */
  synchronized long own() {
    return own;
  }

  /** Another node acts by this version, at least. */
  void heard(String nodeId, long version) {
    others.merge(nodeId, version, Math::max);
    check();
  }

  /** Completes when every node that can be reached acts by this version, or is late. */
  CompletionStage<Void> everywhere(long version) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    synchronized (this) {
      waiters.add(new Waiter(version, clockNanos.getAsLong(), done));
    }
    check();
    return done;
  }

  /** To be called now and then: nodes go, and time does. */
  void check() {
    List<Waiter> over = new ArrayList<>();
    synchronized (this) {
      Collection<String> asked = waiters.isEmpty() ? Set.of() : reachableOthers.get();
      for (Waiter waiter : waiters) {
        if (isOver(waiter, asked)) {
          over.add(waiter);
        }
      }
      waiters.removeAll(over);
    }
    over.forEach(waiter -> waiter.done().complete(null));
  }

  private boolean isOver(Waiter waiter, Collection<String> asked) {
    return clockNanos.getAsLong() - waiter.sinceNanos() > WAIT_NANOS_MAX
        || own >= waiter.version()
            && asked.stream().allMatch(id -> others.getOrDefault(id, 0L) >= waiter.version());
  }
}
