package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Libraries;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import io.slotwise.sharding.cluster.ShardPlacement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which replicas a node opens and drops as the map changes. */
class ShardKeeperTest {

  private static final String SELF = "a".repeat(40);
  private static final String OTHER = "b".repeat(40);

  private final FakeShardLogs logs = new FakeShardLogs();
  private final ShardKeeper keeper = new ShardKeeper(SELF, logs, null);

  /** One shard, here or there. */
  private void keep(List<String> voters, List<String> next) {
    keeper.keep(
        new ClusterMap(
            "cluster",
            1,
            ClusterMap.FEATURE_LEVEL,
            1,
            Map.of(SELF, member(SELF), OTHER, member(OTHER)),
            List.of(new ShardPlacement(0, voters, next)),
            Map.of(),
            Libraries.NONE,
            List.of()));
  }

  private static Member member(String id) {
    return new Member(
        id, "127.0.0.1", 6379, 7379, 16379, 17379, MemberState.UP, "1", ClusterMap.FEATURE_LEVEL);
  }

  @Test
  void aShardThatIsNowhereElseBeginsHere() {
    keep(List.of(SELF), List.of());
    assertThat(logs.opened).isEqualTo(Map.of(0, List.of(SELF)));
  }

  @Test
  void aShardThatComesIsLearntFromItsVoters() {
    keep(List.of(OTHER), List.of(SELF));
    assertThat(logs.opened).isEqualTo(Map.of(0, List.of()));
  }

  @Test
  void whatIsKeptByOthersIsDropped() {
    logs.hosted.add(0);
    keep(List.of(OTHER), List.of());
    assertThat(logs.hosted).isEmpty();
  }

  @Test
  void aReplicaThatWasVotedOutBeginsAnewWhereTheShardComesBack() {
    logs.hosted.add(0);
    logs.votedOut.add(0);
    keep(List.of(OTHER), List.of(SELF));
    assertThat(logs.hosted).isEmpty();
    keep(List.of(OTHER), List.of(SELF));
    assertThat(logs.opened).isEqualTo(Map.of(0, List.of()));
  }

  @Test
  void aVoterOfTheMapIsNotDropped() {
    logs.hosted.add(0);
    logs.votedOut.add(0);
    keep(List.of(SELF), List.of(OTHER));
    assertThat(logs.hosted).contains(0);
    assertThat(logs.opened).isEmpty();
  }
}
