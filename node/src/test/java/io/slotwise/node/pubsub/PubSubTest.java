package io.slotwise.node.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.FakeConnection;
import io.slotwise.node.pubsub.PubSub.Kind;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
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
    one.subscriptions.add(pubSub, Kind.CHANNEL, NEWS, true);
    one.subscriptions.add(pubSub, Kind.PATTERN, Bytes.of("n*"), true);
    one.subscriptions.add(pubSub, Kind.SHARD_CHANNEL, NEWS, true);
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
      one.subscriptions.add(pubSub, kind, NEWS, true);
      one.subscriptions.add(pubSub, kind, NEWS, true);
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
      client.subscriptions.add(pubSub, Kind.CHANNEL, NEWS, true);
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

  @Test
  void whoKnowsTheNodesLosesItsShardChannelsWithTheSlotAndIsTold() {
    Client roaming = new Client(1);
    Client other = new Client(2);
    Bytes elsewhere = Bytes.of("elsewhere");
    for (Bytes channel : List.of(NEWS, elsewhere)) {
      roaming.subscriptions.add(pubSub, Kind.SHARD_CHANNEL, channel, true);
      other.subscriptions.add(pubSub, Kind.SHARD_CHANNEL, channel, false);
    }
    pubSub.leave(Slots.of(NEWS), Slots.of(NEWS));
    assertThat(other.subscriptions.names(Kind.SHARD_CHANNEL)).containsExactly(elsewhere);
    assertThat(other.connection.pushed())
        .containsExactly(
            new Reply.Push(
                List.of(Replies.bulk("sunsubscribe"), Replies.bulk(NEWS), Replies.integer(1))));
    assertThat(roaming.connection.pushed()).isEmpty();
    assertThat(pubSub.subscribers(Kind.SHARD_CHANNEL, NEWS)).isEqualTo(1);
  }

  @Test
  void keyEventsOfOtherNodesAreForThoseWhoSeeOneServer() {
    Client roaming = new Client(1);
    Client other = new Client(2);
    roaming.subscriptions.add(pubSub, Kind.PATTERN, Bytes.of("*"), true);
    other.subscriptions.add(pubSub, Kind.PATTERN, Bytes.of("*"), false);
    pubSub.publishToRoaming(NEWS, TEXT);
    assertThat(roaming.connection.pushed()).hasSize(1);
    assertThat(other.connection.pushed()).isEmpty();
  }
}
