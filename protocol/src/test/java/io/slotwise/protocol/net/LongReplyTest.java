package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.PackedReplies;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A reply of very many elements is encoded as its client takes it, and others go on meanwhile. */
class LongReplyTest {

  /** Many times what the socket buffers on the way hold. */
  private static final int ELEMENTS = 2_000_000;

  private static final long ELEMENTS_BYTES = 13L * ELEMENTS;

  private final EchoHandlers handlers =
      new EchoHandlers() {
        @Override
        boolean answer(Connection connection, Args request, ReplyWriter replies) {
          if (!request.is(0, "LONG")) {
            return super.answer(connection, request, replies);
          }
          List<Reply> elements = PackedReplies.listFor(ELEMENTS);
          for (int i = 0; i < ELEMENTS; i++) {
            elements.add(Replies.bulk(Integer.toString(1_000_000 + i)));
          }
          replies.write(new Reply.Array(elements));
          return true;
        }
      };

  @Test
  void whoDoesNotReadItHoldsUpNobody() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect();
        TestClient other = server.connect()) {
      client.send("PING\r\nLONG\r\nPING\r\n");
      assertThat(client.read(7)).isEqualTo("+PONG\r\n");
      for (int i = 0; i < 10; i++) {
        assertThat(other.send("PING\r\n").line()).isEqualTo("+PONG\r\n");
      }
      Connection connection = handlers.opened.get(0);
      await().until(() -> connection.bytesWritten() > 100_000);
      assertThat(connection.bytesWritten()).isLessThan(ELEMENTS_BYTES / 2);
      assertThat(connection.outputBufferBytes()).isGreaterThan(ELEMENTS_BYTES / 2);
      assertThat(client.line()).isEqualTo("*" + ELEMENTS + "\r\n");
      InputStream in = new BufferedInputStream(client.socket.getInputStream(), 1 << 16);
      for (int i = 0; i < ELEMENTS; i++) {
        byte[] expected = ("$7\r\n" + (1_000_000 + i) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(Arrays.equals(in.readNBytes(expected.length), expected)).as("%d", i).isTrue();
      }
      assertThat(in.readNBytes(7)).asString().isEqualTo("+PONG\r\n");
      await().until(() -> connection.outputBufferBytes() == 0);
    }
  }

  @Test
  void whoGoesAwayInTheMiddleLeavesNothing() throws IOException {
    try (TestServer server = TestServer.start(handlers)) {
      TestClient client = server.connect().send("LONG\r\n");
      assertThat(client.line()).isEqualTo("*" + ELEMENTS + "\r\n");
      client.close();
      await().untilAtomic(handlers.closed, is(1));
      try (TestClient next = server.connect().send("PING\r\n")) {
        assertThat(next.line()).isEqualTo("+PONG\r\n");
      }
    }
  }
}
