package io.slotwise.node.cluster;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.JoinSeedNodes;
import akka.cluster.typed.Leave;
import akka.remote.artery.QuarantinedEvent;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place among the actor systems of the cluster. Who joins whom follows the directory:
 * only its leader, of whom there is one, may begin a cluster of actor systems, after it has asked
 * all others whether there is one; everybody else joins. So two can only come about where the
 * network is cut, and then they do no harm: they place entities, and Raft decides who serves.
 */
final class Membership {

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final String QUARANTINES = "slotwise-quarantines";

  /** It may have been the system of a node that has started anew since. */
  private static final Duration CUT_OFF_FOR = Duration.ofSeconds(15);

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final LongSupplier clockNanos;
  private final AtomicReference<Long> cutOffSinceNanos = new AtomicReference<>();
  private List<Address> seeds = List.of();

  /**
   * @param clockNanos monotonic
   */
  Membership(ActorSystem<?> system, LongSupplier clockNanos) {
    this.system = system;
    this.cluster = Cluster.get(system);
    this.clockNanos = clockNanos;
    onQuarantine(QuarantinedEvent.class, "own");
    onQuarantine(ThisActorSystemQuarantinedEvent.class, "others");
  }

  /**
   * Two actor systems whose connection broke at the wrong moment speak to each other no more, until
   * one of them has started anew. Of members Akka Cluster gets rid then; one that is to join would
   * wait for ever.
   */
  private <E> void onQuarantine(Class<E> event, String whose) {
    Behavior<E> listening =
        Behaviors.receiveMessage(
            quarantine -> {
              cutOffSinceNanos.compareAndSet(null, clockNanos.getAsLong());
              return Behaviors.same();
            });
    ActorRef<E> listener =
        system.systemActorOf(listening, QUARANTINES + "-" + whose, Props.empty());
    system.eventStream().tell(new EventStream.Subscribe<>(event, listener));
  }

  /** Whether this actor system cannot join, because it does not speak to one that it needs. */
  boolean isCutOff() {
    if (hasJoined()) {
      cutOffSinceNanos.set(null);
    }
    Long sinceNanos = cutOffSinceNanos.get();
    return sinceNanos != null && clockNanos.getAsLong() - sinceNanos > CUT_OFF_FOR.toNanos();
  }

  static Address addressOf(String systemName, String host, int busPort) {
    return AddressFromURIString.parse("akka://" + systemName + "@" + host + ":" + busPort);
  }

  Address addressOf(Member member) {
    return addressOf(system.name(), member.host(), member.busPort());
  }

  /** Whether this node is a member among the actor systems, or on its way to be one. */
  boolean hasJoined() {
    return !cluster.isTerminated() && !cluster.state().members().isEmpty();
  }

  /** Joins, as long as that has not happened; to be called again and again. */
  void join(ClusterMap map, Member self, boolean leadsDirectory) {
    if (hasJoined()) {
      return;
    }
    List<Address> wanted = new ArrayList<>();
    if (leadsDirectory) {
      // The first of the list may begin a cluster when none of the others is in one.
      wanted.add(addressOf(self));
    }
    map.members().values().stream()
        .filter(member -> !member.id().equals(self.id()))
        .map(this::addressOf)
        .forEach(wanted::add);
    if (!wanted.isEmpty() && !wanted.equals(seeds)) {
      seeds = List.copyOf(wanted);
      LOG.info("event=joining_actor_systems seeds={}", seeds);
      cluster.manager().tell(new JoinSeedNodes(seeds));
    }
  }

  /** The members of the map that can be reached now, this node among them. */
  Set<String> reachable(ClusterMap map, String selfId) {
    Set<Address> up = new HashSet<>();
    for (akka.cluster.Member member : cluster.state().getMembers()) {
      if (member.status() == MemberStatus.up() || member.status() == MemberStatus.weaklyUp()) {
        up.add(member.address());
      }
    }
    for (akka.cluster.Member member : cluster.state().getUnreachable()) {
      up.remove(member.address());
    }
    Set<String> ids = new HashSet<>();
    for (Member member : map.members().values()) {
      if (member.id().equals(selfId) || up.contains(addressOf(member))) {
        ids.add(member.id());
      }
    }
    return ids;
  }

  /** Says goodbye, so that the others need not find out. */
  void leave() {
    cluster.manager().tell(new Leave(cluster.selfMember().address()));
  }

  /** Whether this actor system was a member once and can be none any more. */
  boolean hasLeft() {
    return cluster.isTerminated();
  }
}
