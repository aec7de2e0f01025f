package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.node.connection.FakeConnection;
import io.slotwise.node.connection.FakeSettings;
import io.slotwise.node.connection.RecordedReplies;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.protocol.stream.RequestHandler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

  private static final String ID = "a".repeat(40);
  private static final String LOADING = "-LOADING Redis is loading the dataset in memory";

  private final FakeSettings settings = new FakeSettings();
  private final FakeConnection connection = new FakeConnection(1);
  private final WaitingRoom room = new WaitingRoom(ID, settings);
  private final RequestHandler visit = room.open(connection);

  private String ask(String... words) {
    RecordedReplies replies = new RecordedReplies();
    visit.run(new RequestBatch(List.of(Args.of(words)), null, 0), replies);
    assertThat(replies.isFinished()).isTrue();
    return replies.written().get(0);
  }

  @Test
  void clientsHearThatItLoadsAndOtherNodesThatItWaits() {
    assertThat(ask("PING")).isEqualTo(LOADING);
    assertThat(ask("CLUSTER", "NODES")).isEqualTo(LOADING);
    String answer = ask("CLUSTER", "JOIN", "{}");
    assertThat(answer).startsWith("-TRYAGAIN ");
    assertThat(WaitingRoom.waitingNode(answer.substring(1))).isEqualTo(ID);
    assertThat(WaitingRoom.waitingNode("TRYAGAIN this node is about to form")).isNull();
  }

  @Test
  void anOperatorMayHaveItBegin() {
    assertThat(room.wish()).isNull();
    assertThat(ask("CLUSTER", "CREATE", "12", "0")).isEqualTo("+OK");
    assertThat(room.wish()).isEqualTo(new WaitingRoom.Wish(12, 0));
  }

  @Test
  void whoMayNotSpeakToTheNodeMayNotHaveItBegin() throws UnknownHostException {
    settings.requirepass = "secret";
    assertThat(ask("CLUSTER", "CREATE", "6", "3")).startsWith("-NOAUTH");
    assertThat(ask("AUTH", "wrong")).startsWith("-WRONGPASS");
    assertThat(ask("CLUSTER", "CREATE", "6", "3")).startsWith("-NOAUTH");
    settings.requirepass = "";
    settings.protectedMode = true;
    connection.setRemoteHost(InetAddress.getByName("10.0.0.1"));
    assertThat(ask("CLUSTER", "CREATE", "6", "3")).startsWith("-DENIED");
    assertThat(room.wish()).isNull();
    settings.requirepass = "secret";
    assertThat(ask("AUTH", "secret")).isEqualTo("+OK");
    assertThat(ask("CLUSTER", "CREATE", "6", "3")).isEqualTo("+OK");
  }
}
