package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.protocol.stream.RequestHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A client that is faster than the server is read more slowly; nothing of it is dropped. */
class BackPressureTest {

  /** More than any socket buffer on the way holds. */
  private static final int REQUESTS = 4_000_000;

  @Test
  void aBusyConnectionIsNotReadWithoutBound() throws IOException {
    AtomicReference<Runnable> later = new AtomicReference<>();
    EchoHandlers slow = new LaterHandlers(later, false);
    try (TestServer server = TestServer.start(slow);
        TestClient client = server.connect().send("LATER\r\n")) {
      await().until(() -> later.get() != null);
      Thread sender = sender(client);
      Connection connection = slow.opened.get(0);
      await()
          .until(() -> sender.getState() != Thread.State.NEW && connection.bytesRead() > 100_000);
      assertThat(connection.bytesRead()).isLessThan(2_000_000);
      later.get().run();
      assertThat(client.line()).isEqualTo("+OK\r\n");
      client.socket.getInputStream().skipNBytes(7L * REQUESTS - 7);
      assertThat(client.line()).isEqualTo("+PONG\r\n");
      assertThat(slow.requests).hasValue(REQUESTS + 1);
    }
  }

  private static Thread sender(TestClient client) {
    String some = "PING\r\n".repeat(REQUESTS / 100);
    Thread sender =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 100; i++) {
                  client.send(some);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    sender.start();
    return sender;
  }

  @Test
  void aBatchHoldsNoMoreRequestsThanMayBeInFlight() throws IOException {
    AtomicInteger largest = new AtomicInteger();
    EchoHandlers echo = new EchoHandlers();
    RequestHandler.Factory measuring = connection -> measuring(echo.open(connection), largest);
    try (TestServer server = TestServer.start(measuring)) {
      server.limits.setRequestsInFlightMax(5);
      try (TestClient client = server.connect().send("PING\r\n".repeat(1000))) {
        assertThat(client.read(7000)).isEqualTo("+PONG\r\n".repeat(1000));
      }
    }
    assertThat(largest).hasValueBetween(1, 5);
  }

  private static RequestHandler measuring(RequestHandler inner, AtomicInteger largest) {
    return new RequestHandler() {
      @Override
      public void run(RequestBatch batch, ReplyWriter replies) {
        largest.accumulateAndGet(batch.requests().size(), Math::max);
        inner.run(batch, replies);
      }

      @Override
      public void closed() {
        inner.closed();
      }
    };
  }

  @Test
  void readingCanBeStoppedAndResumed() throws IOException {
    EchoHandlers echo = new EchoHandlers();
    try (TestServer server = TestServer.start(echo);
        TestClient client = server.connect().send("PING\r\n")) {
      assertThat(client.line()).isEqualTo("+PONG\r\n");
      Connection connection = echo.opened.get(0);
      AtomicInteger turns = new AtomicInteger();
      connection.execute(
          () -> {
            connection.setReading(false);
            turns.incrementAndGet();
          });
      await().untilAtomic(turns, is(1));
      client.send("PING\r\n");
      try (TestClient other = server.connect().send("PING\r\n")) {
        assertThat(other.line()).isEqualTo("+PONG\r\n");
      }
      assertThat(connection.bytesRead()).isEqualTo(6);
      connection.execute(() -> connection.setReading(true));
      assertThat(client.line()).isEqualTo("+PONG\r\n");
    }
  }
}
