package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.Connection.ClientClass;
import io.slotwise.protocol.stream.ReplyWriter;
import io.slotwise.protocol.stream.RequestHandler;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What clients may use, and what happens to those that want more. */
class NetworkLimitsTest {

  private static final int MIB = 1024 * 1024;
  private static final Reply LARGE = new Reply.Bulk(Bytes.of("v".repeat(MIB)));

  private final EchoHandlers handlers = new EchoHandlers();

  @Test
  void clientsBeyondMaxclientsAreRefused() throws IOException {
    try (TestServer server = TestServer.start(handlers)) {
      server.limits.setMaxClients(2);
      try (TestClient first = server.connect().send("PING\r\n");
          TestClient second = server.connect().send("PING\r\n")) {
        assertThat(first.line() + second.line()).isEqualTo("+PONG\r\n+PONG\r\n");
        try (TestClient third = server.connect()) {
          assertThat(third.rest()).isEqualTo("-ERR max number of clients reached\r\n");
        }
        assertThat(server.counters.connectionsReceived()).isEqualTo(3);
        assertThat(server.counters.connectionsRejected()).isEqualTo(1);
        assertThat(handlers.opened).hasSize(2);
      }
      await().until(() -> server.counters.connectionsOpen() == 0);
      try (TestClient again = server.connect().send("PING\r\n")) {
        assertThat(again.line()).isEqualTo("+PONG\r\n");
      }
    }
  }

  @Test
  void anIdleClientIsClosed() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect().send("PING\r\n")) {
      assertThat(client.line()).isEqualTo("+PONG\r\n");
      server.limits.setTimeoutSeconds(1);
      assertThat(client.rest()).isEmpty();
      await().until(() -> handlers.closed.get() == 1);
      assertThat(server.counters.idleEvictions()).isEqualTo(1);
    }
  }

  @Test
  void aClientThatSendsTooMuchAtOnceIsClosedWithoutAWord() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect()) {
      server.limits.setQueryBufferLimitBytes(MIB);
      client.send("*2\r\n$4\r\nECHO\r\n$4194304\r\n");
      byte[] part = new byte[MIB / 4];
      try {
        for (int i = 0; i < 12; i++) {
          client.socket.getOutputStream().write(part);
        }
      } catch (IOException closedByTheServer) {
        assertThat(server.counters.queryBufferEvictions()).isEqualTo(1);
      }
      assertThat(client.rest()).isEmpty();
      await().until(() -> handlers.closed.get() == 1);
      assertThat(server.counters.queryBufferEvictions()).isEqualTo(1);
    }
  }

  @Test
  void aClientThatHasNotAuthenticatedMaySendLittle() throws IOException {
    EchoHandlers guarded =
        new EchoHandlers() {
          @Override
          public RequestHandler open(Connection connection) {
            connection.setUnauthenticated(true);
            return super.open(connection);
          }

          @Override
          boolean answer(Connection connection, Args request, ReplyWriter replies) {
            connection.setUnauthenticated(!request.is(0, "AUTH"));
            replies.write(Replies.OK);
            return true;
          }
        };
    String many = "*11\r\n" + "$1\r\na\r\n".repeat(11);
    try (TestServer server = TestServer.start(guarded);
        TestClient client = server.connect();
        TestClient stranger = server.connect()) {
      client.send("AUTH x\r\n" + many);
      assertThat(client.read(10)).isEqualTo("+OK\r\n+OK\r\n");
      stranger.send("PING\r\n" + many);
      assertThat(stranger.rest())
          .isEqualTo("+OK\r\n-ERR Protocol error: unauthenticated multibulk length\r\n");
    }
  }

  @Test
  void aClientThatDoesNotReadIsNotServedWithoutBound() throws IOException {
    AtomicInteger answered = new AtomicInteger();
    EchoHandlers large = largeReplies(answered);
    int requests = 2000;
    try (TestServer server = TestServer.start(large);
        TestClient client = new TestClient(server.server.port(), 64 * 1024)) {
      client.send("BIG\r\n".repeat(requests));
      await().until(() -> answered.get() > 0);
      await().until(() -> large.opened.get(0).outputBufferBytes() > OutputQueue.HIGH_WATER_BYTES);
      assertThat(answered.get()).isLessThan(requests / 2);
      for (int i = 0; i < requests; i++) {
        assertThat(client.line()).isEqualTo("$1048576\r\n");
        client.socket.getInputStream().skipNBytes(MIB + 2);
      }
      assertThat(answered).hasValue(requests);
      assertThat(server.counters.outputBufferEvictions()).isZero();
    }
  }

  @Test
  void theHardOutputLimitClosesAClientThatDoesNotRead() throws IOException {
    EchoHandlers large = largeReplies(new AtomicInteger());
    try (TestServer server = TestServer.start(large);
        TestClient client = new TestClient(server.server.port(), 64 * 1024)) {
      server.limits.setOutputLimit(ClientClass.NORMAL, new OutputLimit(8 * MIB, 0, 0));
      client.send("BIG\r\n".repeat(60));
      await().until(() -> large.closed.get() == 1);
      assertThat(server.counters.outputBufferEvictions()).isEqualTo(1);
    }
  }

  @Test
  void theSoftOutputLimitClosesAClientThatStaysOverIt() throws IOException {
    EchoHandlers large = largeReplies(new AtomicInteger());
    try (TestServer server = TestServer.start(large);
        TestClient client = new TestClient(server.server.port(), 64 * 1024)) {
      server.limits.setOutputLimit(ClientClass.NORMAL, new OutputLimit(0, 8 * MIB, 1));
      client.send("BIG\r\n".repeat(60));
      await().until(() -> large.closed.get() == 1);
      assertThat(server.counters.outputBufferEvictions()).isEqualTo(1);
    }
  }

  @Test
  void pushesToASubscriberThatDoesNotReadAreBounded() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect().send("PING\r\n")) {
      assertThat(client.line()).isEqualTo("+PONG\r\n");
      server.limits.setOutputLimit(ClientClass.PUBSUB, new OutputLimit(8 * MIB, 0, 0));
      Connection connection = handlers.opened.get(0);
      connection.execute(() -> connection.setClientClass(ClientClass.PUBSUB));
      for (int i = 0; i < 60; i++) {
        connection.push(LARGE);
      }
      await().until(() -> handlers.closed.get() == 1);
      assertThat(server.counters.outputBufferEvictions()).isEqualTo(1);
    }
  }

  private static EchoHandlers largeReplies(AtomicInteger answered) {
    return new EchoHandlers() {
      @Override
      boolean answer(Connection connection, Args request, ReplyWriter replies) {
        answered.incrementAndGet();
        replies.write(LARGE);
        return true;
      }
    };
  }
}
