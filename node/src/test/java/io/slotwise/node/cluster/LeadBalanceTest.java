package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.LeaderPlanner.Transfer;
import io.slotwise.sharding.cluster.Libraries;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import io.slotwise.sharding.cluster.ShardPlacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node that has come back gets its leads one by one. */
class LeadBalanceTest {

  private static final int SHARDS = 6;
  private static final String ONE = "a".repeat(40);
  private static final String TWO = "b".repeat(40);
  private static final String BACK = "c".repeat(40);
  private static final Set<String> ALL = Set.of(ONE, TWO, BACK);

  private long nowNanos = 1;
  private final LeadBalance balance = new LeadBalance(() -> nowNanos);
  private final List<String> leaders = new ArrayList<>(List.of(ONE, TWO, ONE, TWO, ONE, TWO));

  private static ClusterMap map() {
    return new ClusterMap(
        "cluster",
        1,
        ClusterMap.FEATURE_LEVEL,
        3,
        Stream.of(ONE, TWO, BACK)
            .collect(Collectors.toMap(Function.identity(), LeadBalanceTest::member)),
        IntStream.range(0, SHARDS)
            .mapToObj(shard -> new ShardPlacement(shard, List.of(ONE, TWO, BACK), List.of()))
            .toList(),
        Map.of(),
        Libraries.NONE,
        List.of());
  }

  private static Member member(String id) {
    return new Member(id, "127.0.0.1", 1, 2, 3, 4, MemberState.UP, "1", ClusterMap.FEATURE_LEVEL);
  }

  private List<Transfer> within(Duration time) {
    return within(time, ALL);
  }

  private List<Transfer> within(Duration time, Set<String> ready) {
    List<Transfer> asked = new ArrayList<>();
    for (long second = 0; second < time.toSeconds(); second++) {
      balance.next(map(), leaders, ready, ALL).ifPresent(asked::add);
      nowNanos += Duration.ofSeconds(1).toNanos();
    }
    return asked;
  }

  private void take(Transfer transfer) {
    leaders.set(transfer.shard(), transfer.to());
  }

  @Test
  void theNextIsAskedForWhenTheOneBeforeHasBeenTakenForAWhile() {
    Transfer first = balance.next(map(), leaders, ALL, ALL).orElseThrow();
    assertThat(first.to()).isEqualTo(BACK);
    take(first);
    assertThat(within(Duration.ofSeconds(3))).isEmpty();
    Transfer second = balance.next(map(), leaders, ALL, ALL).orElseThrow();
    assertThat(second.to()).isEqualTo(BACK);
    take(second);
    assertThat(leaders).filteredOn(ONE::equals).hasSize(2);
    assertThat(leaders).filteredOn(TWO::equals).hasSize(2);
    assertThat(within(Duration.ofSeconds(30))).isEmpty();
  }

  @Test
  void whatIsNotTakenIsAskedForAgain() {
    Transfer first = balance.next(map(), leaders, ALL, ALL).orElseThrow();
    assertThat(within(Duration.ofSeconds(10))).isEmpty();
    assertThat(within(Duration.ofSeconds(1))).containsExactly(first);
  }

  @Test
  void nothingIsGivenWhileANodeIsMissingThatMayComeBack() {
    leaders.replaceAll(leader -> ONE);
    Set<String> others = Set.of(ONE, TWO);
    assertThat(within(Duration.ofSeconds(60), others)).isEmpty();
    Transfer given = balance.next(map(), leaders, others, ALL).orElseThrow();
    assertThat(given.to()).isEqualTo(TWO);
    take(given);
    nowNanos += Duration.ofSeconds(3).toNanos();
    assertThat(balance.next(map(), leaders, others, ALL).orElseThrow().to()).isEqualTo(TWO);
  }

  @Test
  void whoWasMissedLongAgoIsMissedAnew() {
    Set<String> others = Set.of(ONE, TWO);
    leaders.replaceAll(leader -> ONE);
    balance.next(map(), leaders, others, ALL);
    balance.forget();
    nowNanos += Duration.ofMinutes(10).toNanos();
    assertThat(within(Duration.ofSeconds(60), others)).isEmpty();
  }

  @Test
  void whoIsBackIsGivenItsShareAtOnce() {
    assertThat(within(Duration.ofSeconds(5), Set.of(ONE, TWO))).isEmpty();
    assertThat(balance.next(map(), leaders, ALL, ALL).orElseThrow().to()).isEqualTo(BACK);
  }
}
