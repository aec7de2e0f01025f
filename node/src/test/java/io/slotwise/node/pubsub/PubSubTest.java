package io.slotwise.node.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.FakeConnection;
import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The registry knows who subscribes, through any history of joining and leaving. */
class PubSubTest {

  private static final Bytes NEWS = Bytes.of("news");
  private static final Bytes TEXT = Bytes.of("text");

  private final PubSub pubSub = new PubSub(new LoopMails(1), 1);

  /** A client with its subscriptions. */
  private static final class Client {
    final FakeConnection connection;
    final Subscriptions subscriptions;

    Client(long id) {
      connection = new FakeConnection(id);
      subscriptions = new Subscriptions(connection);
    }
  }

  @Test
  void aMessageReachesChannelAndPatternSubscribers() {
    Client one = new Client(1);
    one.subscriptions.add(pubSub, Kind.CHANNEL, NEWS);
    one.subscriptions.add(pubSub, Kind.PATTERN, Bytes.of("n*"));
    one.subscriptions.add(pubSub, Kind.SHARD_CHANNEL, NEWS);
    assertThat(pubSub.publish(NEWS, TEXT, 0)).isEqualTo(2);
    assertThat(one.connection.pushed()).hasSize(2);
    assertThat(pubSub.publishToShard(NEWS, TEXT)).isEqualTo(1);
    assertThat(one.connection.pushed()).hasSize(3);
    assertThat(one.subscriptions.confirmedCount(Kind.PATTERN)).isEqualTo(2);
    assertThat(one.subscriptions.confirmedCount(Kind.SHARD_CHANNEL)).isEqualTo(1);
  }

  @Test
  void whoHasLeftGetsNothingAndNamesWithoutSubscribersAreForgotten() {
    Client one = new Client(1);
    for (Kind kind : Kind.values()) {
      one.subscriptions.add(pubSub, kind, NEWS);
      one.subscriptions.add(pubSub, kind, NEWS);
      assertThat(pubSub.count(kind)).isEqualTo(1);
    }
    one.subscriptions.clear(pubSub);
    assertThat(one.subscriptions.isEmpty()).isTrue();
    for (Kind kind : Kind.values()) {
      assertThat(pubSub.count(kind)).isZero();
    }
    assertThat(pubSub.publish(NEWS, TEXT, 0)).isZero();
    assertThat(one.connection.pushed()).isEmpty();
    assertThat(pubSub.isSilent()).isTrue();
  }

  @Test
  void aLargeAudienceStaysRightWhileItsMembersComeAndGo() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Client client = new Client(i);
      client.subscriptions.add(pubSub, Kind.CHANNEL, NEWS);
      clients.add(client);
      if (i % 3 == 0) {
        clients.get(i / 2).subscriptions.remove(pubSub, Kind.CHANNEL, NEWS);
      }
    }
    long members = clients.stream().filter(c -> c.subscriptions.count(Kind.CHANNEL) == 1).count();
    assertThat(pubSub.subscribers(Kind.CHANNEL, NEWS)).isEqualTo((int) members);
    assertThat(pubSub.publish(NEWS, TEXT, 0)).isEqualTo((int) members);
    for (Client client : clients) {
      assertThat(client.connection.pushed()).hasSize(client.subscriptions.count(Kind.CHANNEL));
    }
  }
}
