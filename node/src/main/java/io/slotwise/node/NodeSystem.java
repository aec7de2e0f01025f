package io.slotwise.node;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/** The Akka system of a node. */
final class NodeSystem {

  static final String NAME = "slotwise";

  private NodeSystem() {}

  /**
   * Starts the system, and on a node alone the cluster of one. It returns before the node is a full
   * member.
   *
   * @param loopDispatchers the dispatchers that run connections on their event loops
   */
  static ActorSystem<Void> start(Config loopDispatchers, NodeMode mode) {
    Config config =
        mode.akkaConfig()
            .withFallback(loopDispatchers)
            .withFallback(ConfigFactory.parseResources("akka-node.conf"))
            .withFallback(ConfigFactory.load());
    ActorSystemSetup setup = mode.akkaSetup().withSetup(BootstrapSetup.create(config));
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), NAME, setup);
    if (mode.isAlone()) {
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }
    return system;
  }
}
