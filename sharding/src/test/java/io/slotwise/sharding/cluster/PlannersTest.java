package io.slotwise.sharding.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PlannersTest {

  private static final int STEPS_MAX = 500;

  private final ReplicaPlanner planner = new ReplicaPlanner(2);

  @Test
  void copiesGrowWhenTheThirdNodeJoins() {
    ClusterMap two = settle(Maps.joined(Maps.ofOne(6, 3), 1));
    assertThat(two.shards()).allMatch(shard -> shard.voters().size() == 1);
    assertThat(Maps.copies(two).values()).containsOnly(3);
    ClusterMap three = settle(Maps.joined(two, 2));
    assertThat(three.shards()).allMatch(shard -> shard.voters().size() == 3);
    ClusterMap four = settle(Maps.joined(three, 3));
    assertThat(four.shards()).allMatch(shard -> shard.voters().size() == 3);
    assertThat(Maps.copies(four).values()).allMatch(copies -> copies == 4 || copies == 5);
  }

  @Test
  void aDrainedNodeKeepsWhatNobodyElseCanTake() {
    ClusterMap three = settle(Maps.joined(Maps.joined(Maps.ofOne(6, 3), 1), 2));
    ClusterMap draining = settle(state(three, 1, MemberState.DRAINING));
    assertThat(draining.shards()).allMatch(shard -> shard.voters().size() == 3);
    ClusterMap drained = settle(Maps.joined(draining, 3));
    assertThat(drained.shardsOf(Maps.id(1))).isEmpty();
    assertThat(drained.shards()).allMatch(shard -> shard.voters().size() == 3);
  }

  @Test
  void aNodeThatLeavesIsNotWaitedFor() {
    ClusterMap three = settle(Maps.joined(Maps.joined(Maps.ofOne(6, 3), 1), 2));
    ClusterMap left = settle(state(three, 1, MemberState.LEAVING));
    assertThat(left.shardsOf(Maps.id(1))).isEmpty();
    assertThat(left.shards()).allMatch(shard -> shard.voters().size() == 2);
  }

  @Test
  void whoCannotBeReachedGetsNothingAndKeepsWhatItHas() {
    ClusterMap three = settle(Maps.joined(Maps.joined(Maps.ofOne(6, 3), 1), 2));
    ClusterMap four = Maps.joined(three, 3);
    assertThat(planner.next(four, Set.copyOf(Maps.ids(0, 1, 2)))).isEmpty();
    assertThat(planner.next(three, Set.copyOf(Maps.ids(0)))).isEmpty();
  }

  @Test
  void onlySoManyShardsMoveAtOnce() {
    ClusterMap map = Maps.joined(Maps.joined(Maps.ofOne(6, 3), 1), 2);
    for (int moves = 0; moves < 2; moves++) {
      map = planner.next(map, map.members().keySet()).orElseThrow().appliedTo(map);
    }
    assertThat(planner.next(map, map.members().keySet())).isEmpty();
  }

  @Property(tries = 300)
  void whateverHappensEveryShardGetsItsCopies(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int shards) {
    Random random = new Random(seed);
    ClusterMap map = Maps.ofOne(shards, 3);
    for (int event = 0; event < 12; event++) {
      map = settle(anything(map, random));
      assertPlaced(map);
    }
  }

  private static ClusterMap anything(ClusterMap map, Random random) {
    int node = random.nextInt(8);
    try {
      return switch (random.nextInt(5)) {
        case 0, 1 -> Maps.joined(map, node);
        case 2 -> state(map, node, MemberState.DRAINING);
        case 3 -> state(map, node, MemberState.UP);
        default -> new ClusterChange.SetReplicas(1 + 2 * random.nextInt(3)).appliedTo(map);
      };
    } catch (ChangeRefusedException refused) {
      return map;
    }
  }

  private static void assertPlaced(ClusterMap map) {
    long takers =
        map.members().values().stream().filter(member -> member.state().takesShards()).count();
    int copies = ReplicaPlanner.copies(map.replicas(), (int) takers);
    for (ShardPlacement shard : map.shards()) {
      assertThat(new HashSet<>(shard.voters())).hasSameSizeAs(shard.voters());
      assertThat(shard.voters()).hasSizeGreaterThanOrEqualTo(copies);
      assertThat(shard.voters()).hasSizeLessThanOrEqualTo(map.replicas());
    }
  }

  @Property(tries = 300)
  void leadersEndUpSpread(@ForAll long seed, @ForAll @IntRange(min = 3, max = 30) int shards) {
    ClusterMap map = Maps.joined(Maps.joined(settle(Maps.ofOne(shards, 3)), 1), 2);
    map = settle(map);
    List<String> leaders = new ArrayList<>(Collections.nCopies(shards, Maps.id(0)));
    Random random = new Random(seed);
    leaders.replaceAll(leader -> Maps.id(random.nextInt(3)));
    for (int given = 0; given < shards; given++) {
      next(map, leaders, map.members().keySet())
          .ifPresent(transfer -> leaders.set(transfer.shard(), transfer.to()));
    }
    assertThat(next(map, leaders, map.members().keySet())).isEmpty();
    for (int node = 0; node < 3; node++) {
      assertThat(Collections.frequency(leaders, Maps.id(node)))
          .isBetween(shards / 3, (shards + 2) / 3);
    }
  }

  @Test
  void aDrainingNodeLeadsNothing() {
    ClusterMap three = settle(Maps.joined(Maps.joined(Maps.ofOne(2, 3), 1), 2));
    ClusterMap draining = state(three, 1, MemberState.DRAINING);
    List<String> leaders = List.of(Maps.id(1), Maps.id(0));
    assertThat(next(draining, leaders, three.members().keySet()))
        .contains(new LeaderPlanner.Transfer(0, Maps.id(2)));
    assertThat(next(draining, leaders, Set.of(Maps.id(1)))).isEmpty();
  }

  /** All that are ready have run for a while. */
  private static Optional<LeaderPlanner.Transfer> next(
      ClusterMap map, List<String> leaders, Set<String> ready) {
    return LeaderPlanner.next(map, leaders, ready, ready);
  }

  @Test
  void whatAWarmNodeLeadsGoesToAWarmOne() {
    ClusterMap three = settle(Maps.joined(Maps.joined(Maps.ofOne(6, 3), 1), 2));
    Set<String> all = three.members().keySet();
    List<String> leaders = Collections.nCopies(6, Maps.id(0));
    assertThat(LeaderPlanner.next(three, leaders, all, Set.of(Maps.id(0)))).isEmpty();
    assertThat(LeaderPlanner.next(three, leaders, all, Set.of(Maps.id(0), Maps.id(2))))
        .hasValueSatisfying(transfer -> assertThat(transfer.to()).isEqualTo(Maps.id(2)));
    // Nobody is better at it than the others, or it has to be.
    assertThat(LeaderPlanner.next(three, leaders, all, Set.of())).isPresent();
    ClusterMap draining = state(three, 0, MemberState.DRAINING);
    assertThat(LeaderPlanner.next(draining, leaders, all, Set.of(Maps.id(0)))).isPresent();
  }

  @Test
  void olderNewsOfALeaderIsNoNews() {
    RoutingTable table = new RoutingTable(new ShardRanges(2));
    assertThat(table.learn(1, 4, Maps.id(0))).isTrue();
    assertThat(table.learn(1, 3, Maps.id(1))).isFalse();
    assertThat(table.learn(1, 4, Maps.id(0))).isFalse();
    assertThat(table.leaders()).containsExactly(null, Maps.id(0));
    assertThat(table.learn(1, 5, null)).isTrue();
    assertThat(table.leaderOfSlot(16383)).isNull();
  }

  private static ClusterMap state(ClusterMap map, int node, MemberState state) {
    return new ClusterChange.SetState(Maps.id(node), state).appliedTo(map);
  }

  /** Carries out what the planner wants until it wants nothing. */
  private ClusterMap settle(ClusterMap from) {
    ClusterMap map = from;
    for (int step = 0; step < STEPS_MAX; step++) {
      Optional<ClusterChange.BeginMove> move = planner.next(map, map.members().keySet());
      if (move.isEmpty()) {
        return map;
      }
      ClusterChange.BeginMove begun = move.get();
      map = new ClusterChange.EndMove(begun.shard(), begun.next()).appliedTo(begun.appliedTo(map));
    }
    throw new AssertionError("the planner finds no end: " + map);
  }
}
