package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.LeaderPlanner;
import io.slotwise.sharding.cluster.LeaderPlanner.Transfer;
import io.slotwise.sharding.cluster.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What the leader of the directory has done about leads: those of nodes that lead more than others
 * go to these, one after the other. A node that has just started takes over slowly, and more slowly
 * when several give it something at once. While one is missing that may be back soon nothing is
 * given: it would be given back. Used by one thread.
 */
final class LeadBalance {

  /** Some time for the new leader to get used to its work. */
  private static final Duration BETWEEN = Duration.ofSeconds(3);

  /** Who was asked may be gone, or may have refused. */
  private static final Duration GIVEN_WITHIN = Duration.ofSeconds(10);

  /** A restart takes less. */
  private static final Duration MISSED_FOR = Duration.ofSeconds(60);

  private final LongSupplier clockNanos;

  /** Who could lead and is not ready, and since when. */
  private final Map<String, Long> missedSinceNanos = new HashMap<>();

  private Transfer asked;
  private long sinceNanos;

  /**
   * @param clockNanos monotonic
   */
  LeadBalance(LongSupplier clockNanos) {
    this.clockNanos = clockNanos;
  }

  /**
   * The lead that is to be asked for now, or nothing; to be called again and again.
   *
   * @param leaders by shard, null where nobody is known
   * @param ready nodes that may be given more
   * @param warm nodes that have run for a while
   */
  Optional<Transfer> next(
      ClusterMap map, List<String> leaders, Set<String> ready, Set<String> warm) {
    long nowNanos = clockNanos.getAsLong();
    if (isAnyMissed(map, ready, nowNanos)) {
      return Optional.empty();
    }
    if (asked != null) {
      boolean given = asked.to().equals(leaders.get(asked.shard()));
      Duration patience = given ? BETWEEN : GIVEN_WITHIN;
      if (nowNanos - sinceNanos < patience.toNanos()) {
        return Optional.empty();
      }
    }
    Optional<Transfer> next = LeaderPlanner.next(map, leaders, ready, warm);
    asked = next.orElse(null);
    sinceNanos = nowNanos;
    return next;
  }

  /** Another node sees to it: what was seen so far is old when this one leads again. */
  void forget() {
    missedSinceNanos.clear();
    asked = null;
  }

  /** Whether anybody has become unable to lead a short while ago. */
  private boolean isAnyMissed(ClusterMap map, Set<String> ready, long nowNanos) {
    Set<String> missed =
        map.members().values().stream()
            .filter(member -> member.state().takesShards() && !ready.contains(member.id()))
            .map(Member::id)
            .collect(Collectors.toSet());
    missedSinceNanos.keySet().retainAll(missed);
    missed.forEach(id -> missedSinceNanos.putIfAbsent(id, nowNanos));
    return missedSinceNanos.values().stream()
        .anyMatch(sinceNanos -> nowNanos - sinceNanos < MISSED_FOR.toNanos());
  }
}
