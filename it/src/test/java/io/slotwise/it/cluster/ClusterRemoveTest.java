package io.slotwise.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.slotwise.it.harness.Cluster;
import io.slotwise.it.harness.ClusterNode;
import io.slotwise.it.harness.Commands;
import io.slotwise.it.harness.ItPaths;
import io.slotwise.it.harness.RawClient;
import io.slotwise.it.harness.Servers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that is removed ends, and its folder is of no use. */
class ClusterRemoveTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @BeforeEach
  void aboutClusters() {
    assumeFalse(Servers.redisStandsIn(), "about Slotwise's own clusters");
  }

  private static Commands.Result remove(ClusterNode asked, ClusterNode removed) {
    return Commands.run(
        new ProcessBuilder(
            ItPaths.distribution().toString(),
            "cluster",
            "remove",
            removed.address().toString(),
            "--node",
            asked.address().toString()),
        "",
        PATIENCE);
  }

  @Test
  void theProcessEndsAndItsFolderIsRefused() {
    try (Cluster cluster = Cluster.start(1)) {
      ClusterNode kept = cluster.node(0);
      ClusterNode removed = cluster.add();
      try (RawClient client = removed.connect()) {
        assertThat(client.call("SET", "k", "v").text()).isEqualTo("OK");
      }
      Commands.Result result = remove(kept, removed);
      assertThat(result.exitCode())
          .as("%s%n%s%n%s", result.output(), kept.logTail(), removed.logTail())
          .isZero();
      assertThat(result.output()).contains("no member any longer");
      assertThat(removed.awaitExit()).as(removed.logTail()).isZero();
      assertThat(removed.logTail()).contains("this node was removed from its cluster");
      removed.launch();
      assertThat(removed.awaitExit()).isEqualTo(1);
      assertThat(removed.logTail()).contains("start this node with an empty folder");
      try (RawClient client = kept.connect()) {
        assertThat(client.call("GET", "k").text()).isEqualTo("v");
      }
    }
  }
}
