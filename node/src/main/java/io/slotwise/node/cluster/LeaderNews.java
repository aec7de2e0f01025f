package io.slotwise.node.cluster;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import io.slotwise.sharding.cluster.Member;
import java.util.Collection;
import java.util.List;

/**
 * What nodes tell each other of leadership, and of how far they follow the directory, outside of
 * the logs: who leads has an actor of this name on every node hear of it at once and again each
 * second, so that a lost message costs no more than that. All of it is advice: who is told
 * something wrong is refused by the one who knows. But for one thing: who was removed has nobody
 * else to learn it from.
 */
final class LeaderNews {

  private static final String NAME = "slotwise-leaders";

  /** What is told. Crosses nodes: see {@link ClusterMessages}. */
  sealed interface Message {}

  /** A node leads a shard in a term. */
  record Led(int shard, long term, String nodeId) {}

  /**
   * The shards that the sender leads.
   *
   * @param clusterId of its cluster; null from nodes that did not say so yet
   */
  record Leads(List<Led> shards, String clusterId) implements Message {
    Leads {
      shards = List.copyOf(shards);
    }
  }

  /** Somebody would have the lead of a shard given to a node, if the receiver has it. */
  record GiveLead(int shard, String toNodeId) implements Message {}

  /**
   * A node acts by a version of the directory.
   *
   * @param clusterId of its cluster; null from nodes that did not say so yet
   * @param host of its actor system, and {@code busPort}: the receiver may not know it any more
   */
  record Follows(String nodeId, long version, String clusterId, String host, int busPort)
      implements Message {}

  /** A node is no member of a cluster in that version of its directory. */
  record Forgotten(String nodeId, String clusterId, long version) implements Message {}

  /** A node is about to stop: it is to be given nothing. */
  record Stopping(String nodeId) implements Message {}

  /** Who acts on it; called by the actor. */
  interface Listener {
    void heard(Leads leads);

    void asked(GiveLead request);

    /** Returns what to answer, or null. */
    Message follows(Follows node);

    void forgotten(Forgotten node);

    void stops(String nodeId);
  }

  private final ActorSystem<?> system;

  private LeaderNews(ActorSystem<?> system) {
    this.system = system;
  }

  /** Starts to listen on this node. */
  static LeaderNews start(ActorSystem<?> system, Listener listener) {
    LeaderNews news = new LeaderNews(system);
    system.systemActorOf(news.listening(listener), NAME, Props.empty());
    return news;
  }

  private Behavior<Message> listening(Listener listener) {
    return Behaviors.receive(Message.class)
        .onMessage(
            Leads.class,
            leads -> {
              listener.heard(leads);
              return Behaviors.same();
            })
        .onMessage(
            GiveLead.class,
            request -> {
              listener.asked(request);
              return Behaviors.same();
            })
        .onMessage(
            Follows.class,
            node -> {
              answer(node, listener.follows(node));
              return Behaviors.same();
            })
        .onMessage(
            Forgotten.class,
            node -> {
              listener.forgotten(node);
              return Behaviors.same();
            })
        .onMessage(
            Stopping.class,
            node -> {
              listener.stops(node.nodeId());
              return Behaviors.same();
            })
        .build();
  }

  /** Tells other nodes; who cannot be reached does not hear it. */
  void tell(Collection<Member> others, Message message) {
    for (Member other : others) {
      tell(Membership.addressOf(system.name(), other.host(), other.busPort()), message);
    }
  }

  private void answer(Follows node, Message message) {
    if (message != null) {
      tell(Membership.addressOf(system.name(), node.host(), node.busPort()), message);
    }
  }

  private void tell(Address at, Message message) {
    system
        .classicSystem()
        .actorSelection(at + "/system/" + NAME)
        .tell(message, ActorRef.noSender());
  }
}
