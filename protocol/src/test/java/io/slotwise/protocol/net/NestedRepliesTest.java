package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * One connection's request may finish another's on the same loop, in the midst of its own replies:
 * all of them encode into the same array.
 */
class NestedRepliesTest {

  /** WAIT is answered by the WAKE of another connection; NUDGE pushes to all others. */
  private static final class WakingHandlers extends EchoHandlers {

    private Connection waitingConnection;
    private ReplyWriter waiting;

    @Override
    boolean answer(Connection connection, Args request, ReplyWriter replies) {
      if (request.is(0, "WAIT")) {
        waitingConnection = connection;
        waiting = replies;
        return false;
      }
      if (request.is(0, "WAKE")) {
        replies.write(Replies.integer(1));
        waitingConnection.execute(
            () -> {
              waiting.write(Replies.OK);
              waiting.finished();
            });
        replies.write(Replies.integer(2));
        return true;
      }
      if (request.is(0, "NUDGE")) {
        replies.write(Replies.integer(3));
        opened.forEach(
            other -> {
              if (other != connection) {
                other.push(Replies.bulk("nudge"));
              }
            });
        replies.write(Replies.integer(4));
        return true;
      }
      return super.answer(connection, request, replies);
    }
  }

  @Test
  void repliesOfConnectionsThatRunInsideOneAnotherStayApartAndInOrder() throws IOException {
    WakingHandlers handlers = new WakingHandlers();
    try (TestServer server = TestServer.start(handlers);
        TestClient waker = server.connect().send("PING\r\n")) {
      assertThat(waker.line()).isEqualTo("+PONG\r\n");
      try (TestClient sleeper = server.connect().send("WAIT\r\n")) {
        await().until(() -> handlers.requests.get() == 2);
        sleeper.send("NUDGE\r\nPING\r\n");
        await().until(() -> handlers.opened.get(1).queryBufferBytes() == 13);
        waker.send("PING\r\nWAKE\r\nPING\r\n");
        assertThat(sleeper.read(20)).isEqualTo("+OK\r\n:3\r\n:4\r\n+PONG\r\n");
        String replies = waker.read(33);
        assertThat(replies).isEqualTo("+PONG\r\n:1\r\n$5\r\nnudge\r\n:2\r\n+PONG\r\n");
      }
    }
  }
}
