package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.RoutingTable;
import io.slotwise.sharding.cluster.ShardPlacement;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives away what this node leads, one shard as it is asked or all of them. Thread-safe. */
final class LeadKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(LeadKeeper.class);

  /** Who has said that it can lead nothing is believed for so long, unless it starts anew. */
  private static final Duration KEPT_FROM = Duration.ofSeconds(30);

  private static final long FOLLOWS_CONTACT_MS_MAX = 1_000;

  /** Nobody serves a shard while its heir gets the rest of the log: more than this takes long. */
  private static final long FOLLOWS_ENTRIES_BEHIND_MAX = 200;

  /** Who has just started has enough to do. */
  private static final Duration STARTED_AFTER = Duration.ofSeconds(10);

  /** By then what a leader does is compiled; before, clients would wait while it takes over. */
  private static final Duration WARM_AFTER = Duration.ofSeconds(60);

  private static final Duration HAND_OVER_MAX = Duration.ofSeconds(10);
  private static final long HAND_OVER_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final String selfId;
  private final Supplier<ClusterMap> map;
  private final ShardLogs logs;
  private final RoutingTable routing;
  private final Sightings sightings;
  private final Map<String, Kept> keptFrom = new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Void>> given = new ConcurrentHashMap<>();

  /**
   * Until when a node is given nothing.
   *
   * @param seenSinceMs since when it could be reached when it said so
   */
  private record Kept(long untilNanos, long seenSinceMs) {}

  LeadKeeper(
      String selfId,
      Supplier<ClusterMap> map,
      ShardLogs logs,
      RoutingTable routing,
      Sightings sightings) {
    this.selfId = selfId;
    this.map = map;
    this.logs = logs;
    this.routing = routing;
    this.sightings = sightings;
  }

  /** The shards that this node serves. */
  List<LeaderNews.Led> led() {
    return map.get().shards().stream()
        .map(ShardPlacement::shard)
        .filter(shard -> logs.servingTerm(shard) > 0)
        .map(shard -> new LeaderNews.Led(shard, logs.servingTerm(shard), selfId))
        .toList();
  }

  /** A node has said that it is to be given nothing. */
  void keepFrom(String nodeId) {
    long untilNanos = System.nanoTime() + KEPT_FROM.toNanos();
    keptFrom.put(nodeId, new Kept(untilNanos, sightings.sinceMs(nodeId)));
  }

  /** Whether a node may be given leads, as far as it has said. */
  boolean mayBeGiven(String nodeId) {
    Kept kept = keptFrom.get(nodeId);
    return kept == null
        || kept.untilNanos() - System.nanoTime() < 0
        || kept.seenSinceMs() != sightings.sinceMs(nodeId);
  }

  CompletionStage<Void> give(int shard, String to) {
    LOG.info("event=lead_given shard={} to={}", shard, to);
    return logs.transferTo(shard, to)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.warn(
                    "event=lead_not_given shard={} to={} why={}", shard, to, failure.toString());
              }
            });
  }

  /** The nodes that may be given more to lead. */
  Set<String> ready() {
    Set<String> ready = candidates();
    ready.retainAll(sightings.reachableFor(STARTED_AFTER));
    return ready;
  }

  /** The nodes that have run for a while, as far as this one has seen. */
  Set<String> warm() {
    return sightings.reachableFor(WARM_AFTER);
  }

  /** Gives a lead to a node that is to have it; not to one that would be long in taking it. */
  void giveIfFollowing(int shard, String to) {
    if (!logs.role(shard).leading()) {
      return;
    }
    if (follows(to, shard)) {
      give(shard, to);
    } else {
      LOG.info("event=lead_not_given shard={} to={} why=\"it is behind\"", shard, to);
    }
  }

  /**
   * Whether a node has answered lately, which is known sooner than that its actor system is gone,
   * and has nearly all of the log.
   */
  private boolean follows(String nodeId, int shard) {
    ShardStatus status = logs.status(shard);
    long enough = status.committedIndex() - FOLLOWS_ENTRIES_BEHIND_MAX;
    return status.followers().stream()
        .anyMatch(
            follower ->
                follower.nodeId().equals(nodeId)
                    && follower.lastContactMs() <= FOLLOWS_CONTACT_MS_MAX
                    && follower.matchIndex() >= enough);
  }

  /** Begins to give away everything that others can take; what failed before is tried again. */
  void giveAll() {
    given.values().removeIf(CompletableFuture::isDone);
    giveEachOnce();
  }

  /**
   * Gives away everything that others can take, and waits, but not for ever. What one of them does
   * not take at once this node keeps.
   */
  void handOver() {
    long endNanos = System.nanoTime() + HAND_OVER_MAX.toNanos();
    given.clear();
    while (System.nanoTime() - endNanos < 0) {
      giveEachOnce();
      if (given.values().stream().allMatch(CompletableFuture::isDone)) {
        return;
      }
      LockSupport.parkNanos(HAND_OVER_LOOK_NANOS);
    }
    LOG.warn("event=hand_over_incomplete leads={}", led());
  }

  private void giveEachOnce() {
    for (LeaderNews.Led led : led()) {
      heirOf(led.shard())
          .ifPresent(
              heir ->
                  given.computeIfAbsent(
                      led.shard(), shard -> give(shard, heir).toCompletableFuture()));
    }
  }

  private Optional<String> heirOf(int shard) {
    Set<String> candidates = candidates();
    Set<String> warm = warm();
    List<String> leaders = routing.leaders();
    return map.get().shard(shard).voters().stream()
        .filter(id -> !id.equals(selfId) && candidates.contains(id))
        .min(
            Comparator.comparing((String id) -> !follows(id, shard))
                .thenComparing(id -> !warm.contains(id))
                .thenComparingLong(id -> leaders.stream().filter(id::equals).count()));
  }

  /** Who could be given something to lead. */
  private Set<String> candidates() {
    Set<String> candidates = new HashSet<>(sightings.reachable());
    candidates.removeIf(id -> !mayBeGiven(id));
    return candidates;
  }
}
