package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSettingsTest {

  private static final String NODE = "b".repeat(40);

  @TempDir private Path dir;

  @Test
  void portsFollowTheClientsPort() {
    ClusterSettings settings = of("cluster-enabled = yes, port = 7001");
    assertThat(settings.clusterClientPort()).isEqualTo(8001);
    assertThat(settings.busPort()).isEqualTo(17001);
    assertThat(settings.raftPort()).isEqualTo(18001);
    assertThat(of("cluster-enabled = yes, port = 7001, raft-port = 9").raftPort()).isEqualTo(9);
  }

  @Test
  void aPortThatWouldBeTooHighIsRefusedWithTheWayOut() {
    assertThatThrownBy(() -> of("cluster-enabled = yes, port = 60000"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("give it a port of its own");
    assertThat(of("port = 60000").enabled()).isFalse();
  }

  @Test
  void joinImpliesACluster() {
    ClusterSettings settings = of("join = \"10.0.0.1:7001\"");
    assertThat(settings.enabled()).isTrue();
    assertThat(settings.joinAt().getHostString()).isEqualTo("10.0.0.1");
    assertThatThrownBy(() -> of("join = somewhere")).hasMessageContaining("host:port");
  }

  @Test
  void othersReachANodeUnderItsFirstConcreteAddress() {
    assertThat(of("bind = \"* -::*\"").host()).isEqualTo("127.0.0.1");
    assertThat(of("bind = \"0.0.0.0 10.1.2.3\"").host()).isEqualTo("10.1.2.3");
    assertThat(of("bind = \"10.1.2.3\", cluster-announce-ip = 10.9.9.9").host())
        .isEqualTo("10.9.9.9");
  }

  @Test
  void freePortsAreChosenOnceAndKept() throws IOException {
    ClusterSettings settings = of("cluster-enabled = yes, port = 0");
    ClusterPlan first = ClusterPlan.make(settings, dir, NODE, "1", "");
    assertThat(first.forms()).isTrue();
    assertThat(first.self().port()).isPositive();
    assertThat(ClusterPlan.isMember(dir)).isFalse();
    ClusterMap map =
        new ClusterChange.Create(first.clusterId(), 6, 3, first.self()).appliedTo(ClusterMap.NONE);
    new ClusterFile(dir).write(first.self(), map);
    ClusterPlan again = ClusterPlan.make(settings, dir, NODE, "1", "");
    assertThat(ClusterPlan.isMember(dir)).isTrue();
    assertThat(again.forms()).isFalse();
    assertThat(again.self()).isEqualTo(first.self());
    assertThat(again.known()).isEqualTo(map);
    assertThatThrownBy(() -> ClusterPlan.make(settings, dir, "c".repeat(40), "1", ""))
        .hasMessageContaining("copied from elsewhere");
  }

  private static ClusterSettings of(String server) {
    return ClusterSettings.from(
        ConfigFactory.parseString("slotwise.server { " + server + " }")
            .withFallback(ConfigFactory.defaultReference()));
  }
}
