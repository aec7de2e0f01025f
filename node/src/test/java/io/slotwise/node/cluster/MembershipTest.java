package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.remote.UniqueAddress;
import akka.remote.artery.QuarantinedEvent;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a node notices that its actor system will never join the others. */
class MembershipTest {

  private static final UniqueAddress OTHER = at("akka://slotwise@127.0.0.1:2", 2);

  private final ActorTestKit kit =
      ActorTestKit.create(
          "slotwise",
          ConfigFactory.parseResources("akka-node.conf").withFallback(ConfigFactory.load()));
  private final AtomicLong nowNanos = new AtomicLong();
  private final Membership membership = new Membership(kit.system(), nowNanos::get);

  @AfterEach
  void end() {
    kit.shutdownTestKit();
  }

  private static UniqueAddress at(String text, long uid) {
    Address address = AddressFromURIString.parse(text);
    return new UniqueAddress(address, uid);
  }

  private void happens(Object event) {
    // Once the listeners have subscribed, which nobody says.
    Awaitility.await()
        .until(
            () -> {
              kit.system().classicSystem().eventStream().publish(event);
              nowNanos.addAndGet(Duration.ofSeconds(16).toNanos());
              return membership.isCutOff() || membership.hasJoined();
            });
  }

  @Test
  void oneThatSpeaksToNobodyAnyMoreIsCutOff() {
    nowNanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(membership.isCutOff()).isFalse();
    happens(new QuarantinedEvent(OTHER));
    assertThat(membership.isCutOff()).isTrue();
  }

  @Test
  void oneToWhomNobodySpeaksIsCutOff() {
    happens(new ThisActorSystemQuarantinedEvent(at("akka://slotwise@127.0.0.1:1", 1), OTHER));
    assertThat(membership.isCutOff()).isTrue();
  }

  @Test
  void aMemberIsLeftToAkka() {
    happens(new QuarantinedEvent(OTHER));
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    Awaitility.await().until(membership::hasJoined);
    assertThat(membership.isCutOff()).isFalse();
  }
}
