package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
  void withTlsBetweenThemNodesKnowThePortThatSpeaksIt() {
    String tls = "cluster-enabled = yes, tls-port = 7002, ";
    ClusterSettings both = of(tls + "port = 7001, tls-cluster = yes");
    assertThat(both.port()).isEqualTo(7002);
    assertThat(both.raftPort()).isEqualTo(18001);
    assertThat(of(tls + "port = 0, tls-cluster = yes").raftPort()).isEqualTo(18002);
    assertThat(of(tls + "port = 7001").port()).isEqualTo(7001);
    assertThatThrownBy(() -> of(tls + "port = 0")).hasMessageContaining("have tls-cluster yes");
  }

  @Test
  void joinImpliesACluster() {
    ClusterSettings settings = of("join = \"10.0.0.1:7001\"");
    assertThat(settings.enabled()).isTrue();
    assertThat(settings.seeds()).containsExactly(new Seed("10.0.0.1", 7001));
    assertThatThrownBy(() -> of("join = somewhere")).hasMessageContaining("host:port");
  }

  @Test
  void joinTakesSeveralAddressesAndNamesOfServices() {
    String list = "n1:7001, n2:7001 [::1]:7002,_clients._tcp.slotwise.example";
    assertThat(of("join = \"" + list + "\"").seeds())
        .containsExactly(
            new Seed("n1", 7001),
            new Seed("n2", 7001),
            new Seed("::1", 7002),
            new Seed("_clients._tcp.slotwise.example", 0));
    for (String wrong : List.of("n1:7001 n2", "n1:0", "n1:65536", ":7001", "_clients._tcp:1")) {
      assertThatThrownBy(() -> of("join = \"" + wrong + "\"")).hasMessageContaining("not ");
    }
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
    ClusterPlan first = ClusterEntry.of(settings, dir, NODE, "1").plan();
    assertThat(first.forms()).isTrue();
    assertThat(first.self().port()).isPositive();
    assertThat(ClusterEntry.isMember(dir)).isFalse();
    ClusterMap map =
        new ClusterChange.Create(first.clusterId(), 6, 3, first.self()).appliedTo(ClusterMap.NONE);
    new ClusterFile(dir).write(first.self(), map);
    ClusterPlan again = ClusterEntry.of(settings, dir, NODE, "1").plan();
    assertThat(ClusterEntry.isMember(dir)).isTrue();
    assertThat(again.forms()).isFalse();
    assertThat(again.self()).isEqualTo(first.self());
    assertThat(again.known()).isEqualTo(map);
    assertThatThrownBy(() -> ClusterEntry.of(settings, dir, "c".repeat(40), "1"))
        .hasMessageContaining("copied from elsewhere");
  }

  private static ClusterSettings of(String server) {
    return ClusterSettings.from(
        ConfigFactory.parseString("slotwise.server { " + server + " }")
            .withFallback(ConfigFactory.defaultReference()));
  }
}
