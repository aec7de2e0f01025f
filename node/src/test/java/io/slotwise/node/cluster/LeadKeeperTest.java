package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Libraries;
import io.slotwise.sharding.cluster.RoutingTable;
import io.slotwise.sharding.cluster.ShardPlacement;
import io.slotwise.sharding.cluster.ShardRanges;
import io.slotwise.sharding.replication.ShardStatus.Follower;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** To whom a node gives what it leads when it can lead no more. */
class LeadKeeperTest {

  private static final String SELF = "a".repeat(40);
  private static final String NEAR = "b".repeat(40);
  private static final String BEHIND = "c".repeat(40);
  private static final long COMMITTED = 10_000;

  private final FakeShardLogs logs = new FakeShardLogs();
  private final RoutingTable routing = new RoutingTable(new ShardRanges(2));
  private final AtomicLong nowMs = new AtomicLong(1);
  private final Sightings sightings = new Sightings(SELF, () -> Instant.ofEpochMilli(nowMs.get()));
  private final LeadKeeper leads =
      new LeadKeeper(SELF, LeadKeeperTest::map, logs, routing, sightings);

  LeadKeeperTest() {
    sightings.look(Set.of(SELF, NEAR, BEHIND));
    for (int shard = 0; shard < 2; shard++) {
      routing.learn(shard, 1, SELF);
      logs.lead(
          shard,
          1,
          COMMITTED,
          new Follower(NEAR, COMMITTED - 10, 5),
          new Follower(BEHIND, COMMITTED - 9_000, 5));
    }
  }

  private static ClusterMap map() {
    List<String> voters = List.of(SELF, NEAR, BEHIND);
    List<ShardPlacement> shards =
        List.of(new ShardPlacement(0, voters, List.of()), new ShardPlacement(1, voters, List.of()));
    return new ClusterMap(
        "cluster",
        1,
        ClusterMap.FEATURE_LEVEL,
        3,
        Map.of(),
        shards,
        Map.of(),
        Libraries.NONE,
        List.of());
  }

  @Test
  void whoHasNearlyAllOfTheLogGetsTheLead() {
    routing.learn(0, 2, NEAR);
    leads.giveAll();
    assertThat(logs.given).isEqualTo(Map.of(0, NEAR, 1, NEAR));
  }

  @Test
  void whoIsBehindGetsItWhereNobodyElseIs() {
    sightings.look(Set.of(SELF, BEHIND));
    leads.giveAll();
    assertThat(logs.given).isEqualTo(Map.of(0, BEHIND, 1, BEHIND));
  }

  @Test
  void whoHasStoppedAndStartedAnewGetsLeadsAgain() {
    leads.keepFrom(NEAR);
    leads.keepFrom(BEHIND);
    sightings.look(Set.of(SELF, BEHIND));
    nowMs.addAndGet(8_000);
    sightings.look(Set.of(SELF, NEAR, BEHIND));
    assertThat(leads.mayBeGiven(BEHIND)).isFalse();
    leads.giveAll();
    assertThat(logs.given).isEqualTo(Map.of(0, NEAR, 1, NEAR));
  }

  @Test
  void whoHasRunForAWhileGetsLeadsBeforeWhoHasJustStarted() {
    sightings.look(Set.of(SELF, BEHIND));
    nowMs.addAndGet(61_000);
    sightings.look(Set.of(SELF, BEHIND, NEAR));
    routing.learn(0, 2, BEHIND);
    for (int shard = 0; shard < 2; shard++) {
      logs.lead(
          shard,
          1,
          COMMITTED,
          new Follower(NEAR, COMMITTED, 5),
          new Follower(BEHIND, COMMITTED, 5));
    }
    leads.giveAll();
    assertThat(logs.given).isEqualTo(Map.of(0, BEHIND, 1, BEHIND));
  }

  @Test
  void whoHasSaidThatItLeadsNothingGetsNothing() {
    leads.keepFrom(NEAR);
    leads.keepFrom(BEHIND);
    assertThat(leads.mayBeGiven(NEAR)).isFalse();
    leads.giveAll();
    assertThat(logs.given).isEmpty();
  }

  @Test
  void whoIsBehindIsNotGivenWhatItIsToHave() {
    leads.giveIfFollowing(0, BEHIND);
    assertThat(logs.given).isEmpty();
    leads.giveIfFollowing(0, NEAR);
    assertThat(logs.given).isEqualTo(Map.of(0, NEAR));
  }
}
