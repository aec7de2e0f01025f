package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DirectoryProgressTest {

  private Set<String> reachable = Set.of("b", "c");
  private long nowNanos;
  private final List<Long> told = new ArrayList<>();
  private final DirectoryProgress progress = new DirectoryProgress(() -> reachable, () -> nowNanos);

  DirectoryProgressTest() {
    progress.onProgress(told::add);
  }

  private static ClusterMap version(long version) {
    ClusterMap map =
        new ClusterChange.Create(
                "c".repeat(40),
                1,
                1,
                new Member("a".repeat(40), "host", 1, 2, 3, 4, MemberState.UP, "1", 1))
            .appliedTo(ClusterMap.NONE);
    for (long next = 2; next <= version; next++) {
      map = new ClusterChange.SetParameters(Map.of("x", "" + next)).appliedTo(map);
    }
    return map;
  }

  private static boolean isDone(CompletionStage<Void> stage) {
    return stage.toCompletableFuture().isDone();
  }

  @Test
  void aVersionIsEverywhereWhenEveryReachableNodeActsByIt() {
    CompletionStage<Void> everywhere = progress.everywhere(3);
    progress.seen(version(3));
    progress.heard("b", 4);
    assertThat(isDone(everywhere)).isFalse();
    progress.heard("c", 2);
    assertThat(isDone(everywhere)).isFalse();
    progress.heard("c", 3);
    assertThat(isDone(everywhere)).isTrue();
    assertThat(isDone(progress.everywhere(3))).isTrue();
  }

  @Test
  void thisNodeActsByItWhenAllItsPartsDo() {
    reachable = Set.of();
    CompletableFuture<Void> slow = new CompletableFuture<>();
    progress.add(map -> slow);
    progress.seen(version(2));
    CompletionStage<Void> everywhere = progress.everywhere(2);
    assertThat(isDone(everywhere)).isFalse();
    assertThat(told).isEmpty();
    slow.complete(null);
    assertThat(isDone(everywhere)).isTrue();
    assertThat(told).containsExactly(2L);
  }

  @Test
  void whoGoesIsNotWaitedFor() {
    progress.seen(version(2));
    progress.heard("b", 2);
    CompletionStage<Void> everywhere = progress.everywhere(2);
    reachable = Set.of("b");
    progress.check();
    assertThat(isDone(everywhere)).isTrue();
  }

  @Test
  void whoDoesNotComeAlongIsWaitedForOnlySoLong() {
    progress.seen(version(2));
    CompletionStage<Void> everywhere = progress.everywhere(2);
    nowNanos = DirectoryProgress.WAIT_NANOS_MAX;
    progress.check();
    assertThat(isDone(everywhere)).isFalse();
    nowNanos++;
    progress.check();
    assertThat(isDone(everywhere)).isTrue();
  }
}
