package io.slotwise.protocol.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** No reply leaves before the log is durable for it; the log here is the test's. */
class CommitGateTest {

  private final ManualGate gate = new ManualGate();

  private final EchoHandlers handlers = new SettingHandlers();

  @Test
  void aReplyWaitsForItsPosition() throws IOException {
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient writer = server.connect().send("SET 5\r\n");
        TestClient reader = server.connect()) {
      await().until(() -> gate.isAwaited(5));
      // A connection on the same loop that depends on nothing is not held up.
      reader.send("PING\r\n");
      assertThat(reader.line()).isEqualTo("+PONG\r\n");
      assertThat(writer.socket.getInputStream().available()).isZero();
      assertThat(handlers.opened.get(0).bytesWritten()).isZero();
      gate.advanceTo(5);
      assertThat(writer.line()).isEqualTo(":5\r\n");
    }
  }

  @Test
  void repliesBehindOneThatWaitsStayInOrder() throws IOException {
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient client = server.connect().send("SET 5\r\n")) {
      await().until(() -> gate.isAwaited(5));
      client.send("PING\r\n");
      await().until(() -> handlers.requests.get() == 2);
      client.send("SET 9\r\n");
      await().until(() -> gate.isAwaited(9));
      gate.advanceTo(8);
      assertThat(client.read(11)).isEqualTo(":5\r\n+PONG\r\n");
      assertThat(client.socket.getInputStream().available()).isZero();
      gate.advanceTo(9);
      assertThat(client.line()).isEqualTo(":9\r\n");
    }
  }

  @Test
  void oneCommitServesAllThatWroteInATurn() throws IOException {
    gate.commitsAtOnce = true;
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient client = server.connect()) {
      client.send("SET 1\r\nSET 2\r\nSET 3\r\nPING\r\n");
      assertThat(client.read(19)).isEqualTo(":1\r\n:2\r\n:3\r\n+PONG\r\n");
      assertThat(gate.commits.get()).isEqualTo(1);
      client.send("PING\r\n");
      assertThat(client.line()).isEqualTo("+PONG\r\n");
      assertThat(gate.commits.get()).isEqualTo(1);
    }
  }

  @Test
  void aLogThatFailsAnswersNobody() throws IOException {
    gate.failing = true;
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient client = server.connect().send("SET 1\r\n")) {
      assertThat(client.rest()).isEmpty();
      await().until(() -> handlers.closed.get() == 1);
    }
  }

  @Test
  void aConnectionThatGoesWhileItsReplyWaitsLeavesNothingBehind() throws IOException {
    try (TestServer server = TestServer.start(handlers, gate)) {
      TestClient client = server.connect().send("SET 5\r\n");
      await().until(() -> gate.isAwaited(5));
      client.reset();
      await().until(() -> handlers.closed.get() == 1);
      gate.advanceTo(5);
      try (TestClient other = server.connect().send("SET 5\r\n")) {
        assertThat(other.line()).isEqualTo(":5\r\n");
      }
    }
  }

  @Test
  void aReplyThatDependsOnWhatIsLostEndsItsConnection() throws IOException {
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient client = server.connect().send("SET 5\r\n")) {
      await().until(() -> gate.isAwaited(5));
      gate.lost = 5;
      gate.advanceTo(9);
      assertThat(client.rest()).isEmpty();
      try (TestClient later = server.connect().send("SET 5\r\n")) {
        assertThat(later.rest()).isEmpty();
      }
    }
  }

  @Test
  void whoWasAnsweredBeforeAWriteWasLostIsCutOff() throws IOException {
    gate.settledAtMost = 3;
    gate.advanceTo(9);
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient client = server.connect().send("SET 3\r\n");
        TestClient told = server.connect().send("SET 5\r\n")) {
      assertThat(client.line()).isEqualTo(":3\r\n");
      assertThat(told.line()).isEqualTo(":5\r\n");
      gate.lost = 5;
      gate.settledAtMost = 9;
      assertThat(told.rest()).isEmpty();
      client.send("PING\r\n");
      assertThat(client.line()).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void whoWasAnsweredBeforeAWriteWasSafeStays() throws IOException {
    gate.settledAtMost = 3;
    gate.advanceTo(9);
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient client = server.connect().send("SET 5\r\n")) {
      assertThat(client.line()).isEqualTo(":5\r\n");
      gate.settledAtMost = 9;
      client.send("PING\r\n");
      assertThat(client.line()).isEqualTo("+PONG\r\n");
      gate.lost = 5;
      client.send("PING\r\n");
      assertThat(client.line()).isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void aLossBetweenSettledPositionsConcernsNobody() throws IOException {
    gate.advanceTo(9);
    gate.lost = 5;
    try (TestServer server = TestServer.start(handlers, gate);
        TestClient client = server.connect().send("SET 4\r\nSET 6\r\n")) {
      assertThat(client.read(8)).isEqualTo(":4\r\n:6\r\n");
    }
  }

  /** SET n depends on log position n. */
  private static final class SettingHandlers extends EchoHandlers {

    @Override
    boolean answer(Connection connection, Args request, ReplyWriter replies) {
      if (!request.is(0, "SET")) {
        return super.answer(connection, request, replies);
      }
      replies.dependsOn(request.integer(1));
      replies.write(Replies.integer(request.integer(1)));
      return true;
    }
  }

  /** A log whose positions the test moves. */
  private static final class ManualGate implements CommitGate {

    private record Waiting(long position, Runnable code) {}

    private final AtomicLong durable = new AtomicLong();
    private final AtomicInteger commits = new AtomicInteger();
    private final List<Waiting> waiting = new ArrayList<>();
    private volatile boolean commitsAtOnce;
    private volatile boolean failing;
    private volatile long lost = -1;
    private volatile long settledAtMost = Long.MAX_VALUE;

    @Override
    public boolean isLost(long from, long to) {
      return from <= lost && lost <= to;
    }

    @Override
    public void commit() {
      commits.incrementAndGet();
      if (failing) {
        throw new IllegalStateException("as asked for");
      }
      if (commitsAtOnce) {
        durable.set(Long.MAX_VALUE);
      }
    }

    @Override
    public long durablePosition() {
      return durable.get();
    }

    @Override
    public long settledPosition() {
      return Math.min(durable.get(), settledAtMost);
    }

    @Override
    public synchronized void whenDurable(long position, Runnable code) {
      if (position <= durable.get()) {
        code.run();
      } else {
        waiting.add(new Waiting(position, code));
      }
    }

    synchronized boolean isAwaited(long position) {
      return waiting.stream().anyMatch(each -> each.position() == position);
    }

    synchronized void advanceTo(long position) {
      durable.set(position);
      waiting.removeIf(
          each -> {
            boolean due = each.position() <= position;
            if (due) {
              each.code().run();
            }
            return due;
          });
    }
  }
}
