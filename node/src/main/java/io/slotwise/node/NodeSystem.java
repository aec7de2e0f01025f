package io.slotwise.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** The Akka system of a node, joined to itself: a cluster of one. */
final class NodeSystem {

  static final String NAME = "slotwise";

  private NodeSystem() {}

  /**
   * Starts the system and the cluster of one. It returns before the node is a full member.
   *
   * @param loopDispatchers the dispatchers that run connections on their event loops
   * @param port for other nodes, 0 for any free one
   */
  static ActorSystem<Void> start(Config loopDispatchers, int port) {
    Config config =
        ConfigFactory.parseMap(Map.of("akka.remote.artery.canonical.port", port))
            .withFallback(loopDispatchers)
            .withFallback(ConfigFactory.parseResources("akka-node.conf"))
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), NAME, config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    return system;
  }
}
