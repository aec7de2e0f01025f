package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that send more than there is room for wait in their sockets, and all get on. */
class InputRoomTest {

  private static final int KIB = 1024;
  private static final int ROOM_BYTES = 100 * KIB;

  private final InputRoom room = new InputRoom(ROOM_BYTES);

  /** A client's socket, as far as it matters whether it is read. */
  private final class Client {
    final EmbeddedChannel channel = new EmbeddedChannel();
    final Intake intake = new Intake(channel, room);

    Client sends(int bytes) {
      intake.received(bytes, bytes, false);
      return this;
    }

    boolean isRead() {
      channel.runPendingTasks();
      return channel.config().isAutoRead();
    }
  }

  @Test
  void whoHasSentMuchIsNotReadWhileThereIsNoRoom() {
    Client first = new Client().sends(ROOM_BYTES);
    Client second = new Client().sends(50 * KIB);
    Client small = new Client().sends(KIB);
    assertThat(first.isRead()).isTrue();
    assertThat(second.isRead()).isFalse();
    assertThat(small.isRead()).isTrue();
    assertThat(room.usedBytes()).isEqualTo(150 * KIB);
    first.intake.executed(0);
    assertThat(second.isRead()).isTrue();
    assertThat(room.usedBytes()).isEqualTo(50 * KIB);
  }

  @Test
  void whoPassesAndSendsNothingGivesWay() {
    Client first = new Client().sends(ROOM_BYTES);
    Client second = new Client().sends(50 * KIB);
    first.intake.tick();
    assertThat(second.isRead()).isFalse();
    first.intake.tick();
    assertThat(second.isRead()).isTrue();
    assertThat(first.sends(50 * KIB).isRead()).isFalse();
    second.intake.executed(0);
    assertThat(first.isRead()).isTrue();
  }

  @Test
  void whoWaitsAndGoesKeepsNobodyWaiting() {
    Client first = new Client().sends(ROOM_BYTES);
    Client gone = new Client().sends(50 * KIB);
    Client last = new Client().sends(50 * KIB);
    gone.channel.close();
    gone.intake.end();
    first.intake.end();
    gone.isRead();
    assertThat(last.isRead()).isTrue();
    last.intake.executed(0);
    assertThat(room.usedBytes()).isZero();
  }

  @Test
  void anotherNodeIsAlwaysRead() {
    Client node = new Client();
    node.intake.setUnlimited();
    new Client().sends(ROOM_BYTES);
    assertThat(node.sends(ROOM_BYTES).isRead()).isTrue();
  }

  @Test
  void manyLargeRequestsAtOnceAreAllAnswered() throws IOException {
    String value = "v".repeat(1024 * KIB);
    try (TestServer server = TestServer.start(new EchoHandlers())) {
      server.limits.inputRoom().setLimitBytes(ROOM_BYTES);
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        TestClient client = server.connect();
        clients.add(client);
        new Thread(() -> send(client, "*2\r\n$4\r\nECHO\r\n$1048576\r\n" + value + "\r\n")).start();
      }
      for (TestClient client : clients) {
        assertThat(client.line()).isEqualTo("$1048576\r\n");
        assertThat(client.read(value.length())).isEqualTo(value);
        client.close();
      }
    }
  }

  private static void send(TestClient client, String text) {
    try {
      client.send(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
