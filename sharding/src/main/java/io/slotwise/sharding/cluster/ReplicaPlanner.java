package io.slotwise.sharding.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says what should be moved next, in small steps: first every shard gets the copies it shall have,
 * on nodes that take shards, then the nodes get equally many. It only proposes; the same map gives
 * the same proposal.
 *
 * <p>A copy is given up only for another one, or when the configuration asks for fewer: a node that
 * drains keeps what no other node can take.
 */
public final class ReplicaPlanner {

  private final int movesAtOnce;

  /**
   * @param movesAtOnce how many shards may be on the move together
   */
  public ReplicaPlanner(int movesAtOnce) {
    this.movesAtOnce = movesAtOnce;
  }

  /**
   * The next move, or nothing when all is well or enough is under way.
   *
   * @param reachable nodes that can be given something now
   */
  public Optional<ClusterChange.BeginMove> next(ClusterMap map, Set<String> reachable) {
    if (map.shards().stream().filter(ShardPlacement::isMoving).count() >= movesAtOnce) {
      return Optional.empty();
    }
    Load load = new Load(map, reachable);
    for (ShardPlacement shard : map.shards()) {
      if (!shard.isMoving()) {
        List<String> wanted = wanted(map, shard, load);
        if (!Set.copyOf(wanted).equals(Set.copyOf(shard.voters()))) {
          return Optional.of(new ClusterChange.BeginMove(shard.shard(), wanted));
        }
      }
    }
    return balanced(map, load);
  }

  /** How many copies of a shard there can be: an odd number, for two survive no more than one. */
  static int copies(int wanted, int nodes) {
    int most = Math.min(wanted, nodes);
    return most % 2 == 0 ? Math.max(1, most - 1) : most;
  }

  private static List<String> wanted(ClusterMap map, ShardPlacement shard, Load load) {
    List<String> kept = new ArrayList<>();
    List<String> going = new ArrayList<>();
    for (String voter : shard.voters()) {
      Member member = map.member(voter);
      (member != null && member.state().takesShards() ? kept : going).add(voter);
    }
    int copies = Math.max(copies(map.replicas(), load.nodeCount()), 1);
    while (kept.size() < copies && load.lightestBut(kept).isPresent()) {
      kept.add(load.lightestBut(kept).orElseThrow());
    }
    while (kept.size() > map.replicas()) {
      kept.remove(load.heaviestOf(kept));
    }
    // A draining node keeps its copy until there is another one; one that leaves may be gone.
    for (String voter : going) {
      Member member = map.member(voter);
      boolean drains = member != null && member.state() == MemberState.DRAINING;
      if (kept.isEmpty()
          || drains && kept.size() < shard.voters().size() && kept.size() < map.replicas()) {
        kept.add(voter);
      }
    }
    return kept;
  }

  private static Optional<ClusterChange.BeginMove> balanced(ClusterMap map, Load load) {
    Optional<String> lightest = load.lightestBut(List.of());
    if (lightest.isEmpty()) {
      return Optional.empty();
    }
    String to = lightest.get();
    return map.shards().stream()
        .filter(shard -> !shard.isMoving() && !shard.voters().contains(to))
        .flatMap(
            shard ->
                shard.voters().stream()
                    .filter(from -> load.of(from) - load.of(to) >= 2)
                    .map(from -> new Candidate(shard, from)))
        .max(Comparator.comparingInt(candidate -> load.of(candidate.from)))
        .map(candidate -> candidate.moveTo(to));
  }

  private record Candidate(ShardPlacement shard, String from) {
    ClusterChange.BeginMove moveTo(String to) {
      List<String> voters = new ArrayList<>(shard.voters());
      voters.set(voters.indexOf(from), to);
      return new ClusterChange.BeginMove(shard.shard(), voters);
    }
  }

  /** How many copies each node has or is getting. */
  private static final class Load {
    private final Map<String, Integer> copies = new HashMap<>();
    private final List<String> takers;

    /** Nodes that take shards, reachable or not: a short absence changes no target. */
    private final int nodeCount;

    Load(ClusterMap map, Set<String> reachable) {
      map.shards().stream()
          .flatMap(shard -> shard.target().stream())
          .forEach(id -> copies.merge(id, 1, Integer::sum));
      List<String> up =
          map.members().values().stream()
              .filter(member -> member.state().takesShards())
              .map(Member::id)
              .toList();
      nodeCount = up.size();
      takers = up.stream().filter(reachable::contains).toList();
    }

    int nodeCount() {
      return nodeCount;
    }

    int of(String id) {
      return copies.getOrDefault(id, 0);
    }

    Optional<String> lightestBut(List<String> others) {
      return takers.stream()
          .filter(id -> !others.contains(id))
          .min(Comparator.<String>comparingInt(this::of).thenComparing(Comparator.naturalOrder()));
    }

    String heaviestOf(List<String> ids) {
      return ids.stream()
          .max(Comparator.<String>comparingInt(this::of).thenComparing(Comparator.naturalOrder()))
          .orElseThrow();
    }
  }
}
