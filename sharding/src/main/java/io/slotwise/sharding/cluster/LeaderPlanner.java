package io.slotwise.sharding.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Says which leadership should be handed over next, so that nodes lead equally many shards. */
public final class LeaderPlanner {

  private LeaderPlanner() {}

  /** A leadership and who shall have it. */
  public record Transfer(int shard, String to) {}

  /** A transfer, and by how much what its nodes lead differs. */
  private record Candidate(Transfer transfer, int difference) {}

  /**
   * The next leadership to be given away, or nothing when all is well: those of nodes that take no
   * shards first, then where the difference is largest.
   *
   * @param leaders by shard, null where nobody is known
   * @param ready nodes that could lead more
   * @param warm nodes that have run for a while; what they lead goes to such nodes only
   */
  public static Optional<Transfer> next(
      ClusterMap map, List<String> leaders, Set<String> ready, Set<String> warm) {
    Map<String, Integer> led = new HashMap<>();
    leaders.forEach(leader -> led.merge(String.valueOf(leader), 1, Integer::sum));
    List<String> heirs = ready.stream().filter(id -> takesShards(map, id)).toList();
    return map.shards().stream()
        .filter(shard -> map.member(leaders.get(shard.shard())) != null && !shard.isMoving())
        .flatMap(shard -> candidates(map, shard, leaders.get(shard.shard()), heirs, led))
        .filter(candidate -> candidate.difference >= 2)
        .filter(candidate -> !isTooSoon(map, leaders, candidate.transfer, warm))
        .max(Comparator.comparingInt(Candidate::difference))
        .map(Candidate::transfer);
  }

  private static Stream<Candidate> candidates(
      ClusterMap map,
      ShardPlacement shard,
      String from,
      List<String> heirs,
      Map<String, Integer> led) {
    int more = takesShards(map, from) ? led.get(from) : Integer.MAX_VALUE;
    return heirs.stream()
        .filter(to -> !to.equals(from) && shard.voters().contains(to))
        .map(to -> new Candidate(new Transfer(shard.shard(), to), more - led.getOrDefault(to, 0)));
  }

  /** A node that has just started takes over slowly, and clients would wait for it. */
  private static boolean isTooSoon(
      ClusterMap map, List<String> leaders, Transfer transfer, Set<String> warm) {
    String from = leaders.get(transfer.shard());
    return takesShards(map, from) && warm.contains(from) && !warm.contains(transfer.to());
  }

  private static boolean takesShards(ClusterMap map, String id) {
    Member member = map.member(id);
    return member != null && member.state().takesShards();
  }
}
