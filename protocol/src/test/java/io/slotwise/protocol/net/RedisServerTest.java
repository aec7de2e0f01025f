package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import io.slotwise.protocol.stream.RequestHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A server on a real loopback socket: requests, replies and how connections end. */
class RedisServerTest {

  private final EchoHandlers handlers = new EchoHandlers();

  @Test
  void repliesComeInTheOrderOfRequests() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect()) {
      StringBuilder requests = new StringBuilder();
      StringBuilder replies = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        String text = Integer.toString(i);
        requests.append("*2\r\n$4\r\nECHO\r\n$").append(text.length()).append("\r\n");
        requests.append(text).append("\r\n");
        replies.append('$').append(text.length()).append("\r\n").append(text).append("\r\n");
      }
      client.send(requests.toString());
      assertThat(client.read(replies.length())).isEqualTo(replies.toString());
    }
  }

  @Test
  void severalLoopsShareThePortAndKeepTheirConnections() throws IOException {
    serveOn(EventLoops.create(3));
  }

  @Test
  void theServerWorksWithoutNativeTransport() throws IOException {
    serveOn(EventLoops.createNio(2));
  }

  private void serveOn(EventLoops loops) throws IOException {
    try (TestServer server = new TestServer(loops, handlers, CommitGate.NONE)) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(server.connect());
      }
      for (TestClient client : clients) {
        client.send("PING\r\nQUIT\r\nPING\r\n");
        assertThat(client.rest()).isEqualTo("+PONG\r\n+OK\r\n");
        client.close();
      }
      await().untilAtomic(handlers.closed, is(20));
    }
  }

  @Test
  void aProtocolErrorIsAnsweredBehindTheRequestsBeforeIt() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect()) {
      client.send("PING\r\n*1\r\nx\r\n");
      assertThat(client.rest())
          .isEqualTo("+PONG\r\n-ERR Protocol error: expected '$', got 'x'\r\n");
      await().untilAtomic(handlers.closed, is(1));
    }
  }

  @Test
  void aClientThatClosesItsSideIsAnsweredFirst() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect()) {
      client.send("PING\r\nECHO a\r\n*1\r\n$4\r\nPI");
      client.socket.shutdownOutput();
      assertThat(client.rest()).isEqualTo("+PONG\r\n$1\r\na\r\n");
      await().untilAtomic(handlers.closed, is(1));
    }
  }

  @Test
  void anAnswerUnderWayIsWaitedForWhenTheClientClosesItsSide() throws IOException {
    AtomicReference<Runnable> later = new AtomicReference<>();
    EchoHandlers slow = new LaterHandlers(later, false);
    try (TestServer server = TestServer.start(slow);
        TestClient client = server.connect()) {
      client.send("LATER\r\n");
      await().until(() -> later.get() != null);
      client.socket.shutdownOutput();
      await().until(() -> slow.opened.get(0).bytesRead() > 0);
      later.get().run();
      assertThat(client.rest()).isEqualTo("+OK\r\n");
    }
  }

  @Test
  void aBlockedConnectionIsClosedWhenItsClientClosesItsSide() throws IOException {
    AtomicReference<Runnable> later = new AtomicReference<>();
    EchoHandlers blocked = new LaterHandlers(later, true);
    try (TestServer server = TestServer.start(blocked);
        TestClient client = server.connect()) {
      client.send("LATER\r\n");
      await().until(() -> later.get() != null);
      client.socket.shutdownOutput();
      assertThat(client.rest()).isEmpty();
      await().untilAtomic(blocked.closed, is(1));
      later.get().run();
      assertThat(blocked.closed).hasValue(1);
    }
  }

  @Test
  void aResetWhileARequestIsUnderWayReleasesEverything() throws IOException {
    AtomicReference<Runnable> later = new AtomicReference<>();
    EchoHandlers slow = new LaterHandlers(later, false);
    try (TestServer server = TestServer.start(slow);
        TestClient client = server.connect()) {
      client.send("LATER\r\n");
      await().until(() -> later.get() != null);
      client.reset();
      await().untilAtomic(slow.closed, is(1));
      later.get().run();
      assertThat(server.counters.connectionsOpen()).isZero();
    }
    assertThat(slow.closed).hasValue(1);
  }

  @Test
  void theNextBatchWaitsForTheOneUnderWay() throws IOException {
    AtomicReference<Runnable> later = new AtomicReference<>();
    EchoHandlers slow = new LaterHandlers(later, false);
    try (TestServer server = TestServer.start(slow);
        TestClient client = server.connect()) {
      client.send("LATER\r\n");
      await().until(() -> later.get() != null);
      client.send("PING\r\n");
      long sent = "LATER\r\nPING\r\n".length();
      await().until(() -> slow.opened.get(0).bytesRead() == sent);
      assertThat(slow.requests).hasValue(1);
      later.get().run();
      assertThat(client.read(12)).isEqualTo("+OK\r\n+PONG\r\n");
    }
  }

  @Test
  void aFailingHandlerCostsOnlyItsOwnConnection() throws IOException {
    EchoHandlers failing =
        new EchoHandlers() {
          @Override
          boolean answer(Connection connection, Args request, ReplyWriter replies) {
            if (request.is(0, "FAIL")) {
              throw new IllegalStateException("as asked for");
            }
            return super.answer(connection, request, replies);
          }
        };
    try (TestServer server = TestServer.start(failing);
        TestClient unlucky = server.connect();
        TestClient other = server.connect()) {
      unlucky.send("FAIL\r\n");
      assertThat(unlucky.rest()).isEmpty();
      await().untilAtomic(failing.closed, is(1));
      other.send("PING\r\n");
      assertThat(other.line()).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void aHandlerThatCannotBeMadeCostsOnlyItsOwnConnection() throws IOException {
    RequestHandler.Factory failing =
        connection -> {
          if (connection.id() == 1) {
            throw new IllegalStateException("as asked for");
          }
          return handlers.open(connection);
        };
    try (TestServer server = TestServer.start(failing);
        TestClient unlucky = server.connect()) {
      assertThat(unlucky.rest()).isEmpty();
      try (TestClient other = server.connect()) {
        other.send("PING\r\n");
        assertThat(other.line()).isEqualTo("+PONG\r\n");
        assertThat(server.counters.connectionsOpen()).isEqualTo(1);
      }
    }
  }

  @Test
  void theHandlerMayCloseTheConnectionAtOnce() throws IOException {
    EchoHandlers closing =
        new EchoHandlers() {
          @Override
          boolean answer(Connection connection, Args request, ReplyWriter replies) {
            connection.close();
            return true;
          }
        };
    try (TestServer server = TestServer.start(closing);
        TestClient client = server.connect()) {
      client.send("PING\r\nPING\r\n");
      assertThat(client.rest()).isEmpty();
      await().untilAtomic(closing.closed, is(1));
    }
  }

  @Test
  void anOpeningHandlerMayRefuseWithAWord() throws IOException {
    RequestHandler.Factory refusing =
        connection -> {
          connection.push(Replies.PONG);
          connection.closeOnceFlushed();
          return handlers.open(connection);
        };
    try (TestServer server = TestServer.start(refusing);
        TestClient client = server.connect()) {
      assertThat(client.rest()).isEqualTo("+PONG\r\n");
      await().untilAtomic(handlers.closed, is(1));
    }
  }

  @Test
  void aThousandConnectionsLeaveNothingBehind() throws IOException {
    try (TestServer server = TestServer.start(handlers)) {
      List<TestClient> clients = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        TestClient client = server.connect().send("PING\r\n");
        clients.add(client);
        assertThat(client.line()).isEqualTo("+PONG\r\n");
      }
      assertThat(server.counters.connectionsOpen()).isEqualTo(1000);
      for (int i = 0; i < clients.size(); i++) {
        switch (i % 3) {
          case 0 -> clients.get(i).close();
          case 1 -> clients.get(i).reset();
          default -> clients.get(i).send("*x\r\n").rest();
        }
      }
      await().untilAtomic(handlers.closed, is(1000));
      assertThat(server.counters.connectionsOpen()).isZero();
      await().until(() -> server.streamsRunning() == 0);
      for (TestClient client : clients) {
        client.close();
      }
    }
    assertThat(handlers.closed).hasValue(1000);
  }

  @Test
  void stoppingLetsOutWhatWasAnsweredAndClosesEveryone() throws IOException {
    TestServer server = TestServer.start(handlers);
    TestClient client = server.connect().send("PING\r\n");
    await().untilAtomic(handlers.requests, is(1));
    server.close();
    assertThat(client.rest()).isEqualTo("+PONG\r\n");
    assertThat(handlers.closed).hasValue(1);
    client.close();
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    for (int loops = 1; loops <= 2; loops++) {
      int count = loops;
      try (TestServer first = new TestServer(EventLoops.create(count), handlers, CommitGate.NONE)) {
        EventLoops others = EventLoops.create(count);
        assertThatThrownBy(
                () ->
                    RedisServer.start(
                        new RedisServer.Wiring(
                            others,
                            null,
                            handlers,
                            CommitGate.NONE,
                            first.limits,
                            first.counters,
                            null),
                        List.of(ListenAddress.parse("127.0.0.1", first.server.port())),
                        511))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("127.0.0.1:" + first.server.port())
            .hasMessageContaining("in use");
        others.close();
      }
    }
  }

  @Test
  void anOptionalAddressThatIsNotHereIsSkipped() throws IOException {
    EventLoops loops = EventLoops.create(1);
    RedisServer server =
        RedisServer.start(
            new RedisServer.Wiring(
                loops,
                null,
                handlers,
                CommitGate.NONE,
                new NetworkLimits(),
                new NetworkCounters(),
                null),
            List.of(ListenAddress.parse("127.0.0.1", 0), ListenAddress.parse("-192.0.2.1", 0)),
            511);
    assertThat(server.addresses())
        .extracting(InetSocketAddress::getAddress)
        .containsExactly(InetAddress.getByName("127.0.0.1"));
    server.stop(Duration.ZERO).toCompletableFuture().join();
    loops.close();
  }

  @Test
  void allAddressesOfBothKindsAreServed() throws IOException {
    for (int loops = 1; loops <= 2; loops++) {
      EchoHandlers seen = new EchoHandlers();
      try (TestServer server = new TestServer(EventLoops.create(loops), seen, CommitGate.NONE)) {
        RedisServer everywhere =
            server.listen(ListenAddress.parse("*", 0), ListenAddress.parse("-::*", 0));
        try (TestClient client = new TestClient(everywhere.port()).send("PING\r\n")) {
          assertThat(client.line()).isEqualTo("+PONG\r\n");
          InetSocketAddress remote = (InetSocketAddress) seen.opened.get(0).remoteAddress();
          assertThat(remote.getAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
        }
        everywhere.stop(Duration.ZERO).toCompletableFuture().join();
      }
    }
  }

  @Test
  void largeValuesGoThroughInBothDirections() throws IOException {
    int size = 20_000_000;
    String value = "v".repeat(size);
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect()) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.send("*2\r\n$4\r\nECHO\r\n$" + size + "\r\n" + value + "\r\nPING\r\n");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      sender.start();
      assertThat(client.line()).isEqualTo("$" + size + "\r\n");
      assertThat(client.read(size)).isEqualTo(value);
      assertThat(client.read(9)).isEqualTo("\r\n+PONG\r\n");
    }
  }

  @Test
  void figuresTellWhatWentThrough() throws IOException {
    try (TestServer server = TestServer.start(handlers);
        TestClient client = server.connect().send("PING\r\n*2\r\n$4")) {
      assertThat(client.line()).isEqualTo("+PONG\r\n");
      Connection connection = handlers.opened.get(0);
      await().until(() -> connection.bytesRead() == 12);
      assertThat(connection.bytesWritten()).isEqualTo(7);
      await().until(() -> connection.queryBufferBytes() == 6);
      assertThat(connection.outputBufferBytes()).isZero();
      assertThat(connection.id()).isEqualTo(1);
      assertThat(((InetSocketAddress) connection.remoteAddress()).getPort())
          .isEqualTo(client.socket.getLocalPort());
      assertThat(((InetSocketAddress) connection.localAddress()).getPort())
          .isEqualTo(server.server.port());
      await().until(() -> server.counters.bytesIn() == 12 && server.counters.bytesOut() == 7);
      assertThat(server.counters.connectionsReceived()).isEqualTo(1);
    }
  }

  @Test
  void pushesFromAnyThreadComeBehindTheReplies() throws IOException {
    EchoHandlers pushing =
        new EchoHandlers() {
          @Override
          boolean answer(Connection connection, Args request, ReplyWriter replies) {
            super.answer(connection, request, replies);
            if (request.is(0, "ECHO")) {
              opened.forEach(each -> each.push(Replies.bulk(Bytes.of("pushed"))));
            }
            return true;
          }
        };
    try (TestServer server = TestServer.start(pushing);
        TestClient other = server.connect().send("PING\r\n");
        TestClient client = server.connect()) {
      assertThat(other.line()).isEqualTo("+PONG\r\n");
      client.send("PING\r\nECHO a\r\nPING\r\n");
      assertThat(client.read(33)).isEqualTo("+PONG\r\n$1\r\na\r\n$6\r\npushed\r\n+PONG\r\n");
      assertThat(other.read(12)).isEqualTo("$6\r\npushed\r\n");
      for (int i = 0; i < 100; i++) {
        pushing.opened.get(0).push(Replies.integer(i));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(other.line()).isEqualTo(":" + i + "\r\n");
      }
    }
  }
}
