package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whose actor systems become one cluster, where one has the address at which another looks for a
 * member of its own. Each begins a cluster of its own when nobody takes it in.
 */
class SealedMessagesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OWN = "c".repeat(40);
  private static final String OTHER = "d".repeat(40);

  private static final Config AS_IN_A_NODE =
      ConfigFactory.parseString(
              "akka.remote.artery.canonical.port = 0\n"
                  + "akka.cluster.seed-node-timeout = 1s\n"
                  + "akka.cluster.gossip-interval = 50ms\n"
                  + "akka.cluster.leader-actions-interval = 50ms")
          .withFallback(ConfigFactory.parseResources("akka-cluster.conf"))
          .withFallback(ConfigFactory.parseResources("akka-node.conf"))
          .withFallback(ConfigFactory.load());

  private static final Config AS_IN_AN_EARLIER_VERSION =
      ConfigFactory.parseString(
              "akka.actor.serializers.akka-cluster = "
                  + "\"akka.cluster.protobuf.ClusterMessageSerializer\"")
          .withFallback(AS_IN_A_NODE);

  private final Deque<ActorSystem<Void>> systems = new ArrayDeque<>();

  @AfterEach
  void terminate() {
    systems.forEach(ActorSystem::terminate);
    Awaitility.await("their end")
        .atMost(PATIENCE)
        .until(
            () ->
                systems.stream()
                    .allMatch(one -> one.getWhenTerminated().toCompletableFuture().isDone()));
  }

  /** Starts one that looks for members where these are, and begins a cluster if there are none. */
  private Cluster start(ClusterSeal seal, Config config, Cluster... others) {
    ActorSystemSetup setup = ActorSystemSetup.create(seal, BootstrapSetup.create(config));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "slotwise", setup);
    systems.push(system);
    Cluster cluster = Cluster.get(system);
    List<Address> seeds = new ArrayList<>(List.of(cluster.selfMember().address()));
    for (Cluster other : others) {
      seeds.add(other.selfMember().address());
    }
    cluster.manager().tell(new JoinSeedNodes(seeds));
    Awaitility.await("a place in a cluster")
        .atMost(PATIENCE)
        .until(() -> cluster.selfMember().status() == MemberStatus.up());
    return cluster;
  }

  private static ClusterSeal of(String clusterId) {
    ClusterSeal seal = ClusterSeal.undecided();
    seal.set(clusterId);
    return seal;
  }

  private static Set<Address> members(Cluster cluster) {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .map(Member::address)
        .collect(Collectors.toSet());
  }

  private static Address address(Cluster cluster) {
    return cluster.selfMember().address();
  }

  @Test
  void thoseOfTwoClustersStayTwo() {
    Cluster one = start(of(OWN), AS_IN_A_NODE);
    Cluster other = start(of(OTHER), AS_IN_A_NODE, one);
    assertThat(members(other)).containsExactly(address(other));
    assertThat(members(one)).containsExactly(address(one));
  }

  @Test
  void aNodeAloneStaysAlone() {
    Cluster alone = start(ClusterSeal.ofNodeAlone(), AS_IN_A_NODE);
    Cluster member = start(of(OWN), AS_IN_A_NODE, alone);
    assertThat(members(member)).containsExactly(address(member));
    assertThat(members(alone)).containsExactly(address(alone));
  }

  @Test
  void thoseOfOneClusterFindEachOtherInEveryVersion() {
    Cluster before = start(of(OWN), AS_IN_AN_EARLIER_VERSION);
    Cluster now = start(of(OWN), AS_IN_A_NODE, before);
    Cluster nowToo = start(of(OWN), AS_IN_A_NODE, now);
    Cluster beforeToo = start(of(OWN), AS_IN_AN_EARLIER_VERSION, nowToo);
    assertThat(members(beforeToo))
        .containsExactlyInAnyOrder(
            address(before), address(now), address(nowToo), address(beforeToo));
  }
}
