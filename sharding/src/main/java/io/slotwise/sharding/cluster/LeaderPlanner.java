package io.slotwise.sharding.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which leadership a node should hand over next, so that nodes lead equally many shards. Every
 * node plans for itself only and gives, never takes: two that give at the same time are put right
 * in the next round.
 */
public final class LeaderPlanner {

  private LeaderPlanner() {}

  /** A leadership and who shall have it. */
  public record Transfer(int shard, String to) {}

  /**
   * The next leadership that this node should give away, or nothing.
   *
   * @param self the node that plans
   * @param leaders by shard, null where nobody is known
   * @param reachable nodes that could lead
   */
  public static Optional<Transfer> next(
      ClusterMap map, String self, List<String> leaders, Set<String> reachable) {
    Map<String, Integer> led = new HashMap<>();
    leaders.forEach(leader -> led.merge(String.valueOf(leader), 1, Integer::sum));
    Member me = map.member(self);
    boolean gives = me == null || !me.state().takesShards();
    int mine = led.getOrDefault(self, 0);
    return map.shards().stream()
        .filter(shard -> self.equals(leaders.get(shard.shard())) && !shard.isMoving())
        .flatMap(
            shard ->
                shard.voters().stream()
                    .filter(id -> !id.equals(self) && reachable.contains(id))
                    .filter(id -> map.member(id) != null && map.member(id).state().takesShards())
                    .filter(id -> gives || mine - led.getOrDefault(id, 0) >= 2)
                    .map(id -> new Transfer(shard.shard(), id)))
        .min(Comparator.comparingInt(transfer -> led.getOrDefault(transfer.to(), 0)));
  }
}
