package io.slotwise.protocol.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.ScheduledFuture;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.ConnectionFlow;
import io.slotwise.protocol.stream.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's part on one event loop: its connections there, and the end of the loop's turn.
 *
 * <p>A turn is what the loop does between two looks at its sockets. Connections that wrote in it
 * collect here; a task queued behind their reads ends the turn: one commit of the log if anything
 * written depends on it, then each connection lets out what the log is durable for. What still has
 * to wait is looked at again when the log says so.
 */
final class ServerLoop {

  private static final Logger log = LoggerFactory.getLogger(ServerLoop.class);

  private static final byte[] FULL =
      "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final long TICK_MS = 1000;

  private final RedisServer.Wiring wiring;
  private final LoopState loop;
  private final String dispatcher;
  private final CommitGate gate;
  private final List<SocketConnection> connections = new ArrayList<>();
  private final Runnable turnEnd = this::endTurn;
  private final Runnable durable = () -> onLoop(this::releaseAwaiting);
  private ScheduledFuture<?> ticking;

  private List<SocketConnection> touched = new ArrayList<>();
  private List<SocketConnection> touchedSpare = new ArrayList<>();
  private List<SocketConnection> awaiting = new ArrayList<>();
  private List<SocketConnection> awaitingSpare = new ArrayList<>();
  private boolean turnEndQueued;
  private long commitUpTo;
  private CompletableFuture<Void> stopped;

  ServerLoop(RedisServer.Wiring wiring, LoopState loop) {
    this.wiring = wiring;
    this.loop = loop;
    this.dispatcher = wiring.loops().dispatcher(loop.index());
    this.gate = wiring.gate();
  }

  void start() {
    ticking =
        loop.eventLoop().scheduleAtFixedRate(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  SocketConnection newConnection() {
    return new SocketConnection(this, loop, wiring.loops().nextConnectionId());
  }

  LoopState loop() {
    return loop;
  }

  NetworkLimits limits() {
    return wiring.limits();
  }

  NetworkCounters counters() {
    return wiring.counters();
  }

  /** Counts a new connection; refuses and closes it when there are too many. */
  boolean admit(SocketConnection connection) {
    NetworkCounters counters = counters();
    counters.received.increment();
    if (stopped != null) {
      connection.close();
      return false;
    }
    if (counters.open.incrementAndGet() > limits().maxClients()) {
      counters.open.decrementAndGet();
      counters.rejected.increment();
      connection
          .channel()
          .writeAndFlush(Unpooled.wrappedBuffer(FULL))
          .addListener(ChannelFutureListener.CLOSE);
      return false;
    }
    connection.listIndex = connections.size();
    connections.add(connection);
    return true;
  }

  RequestHandler newHandler(SocketConnection connection) {
    return wiring.handlers().open(connection);
  }

  void startFlow(SocketConnection connection, RequestHandler handler) {
    ConnectionFlow.run(connection, handler, wiring.materializer(), dispatcher);
  }

  void remove(SocketConnection connection) {
    int last = connections.size() - 1;
    SocketConnection moved = connections.get(last);
    connections.set(connection.listIndex, moved);
    moved.listIndex = connection.listIndex;
    connections.remove(last);
    connection.listIndex = -1;
    counters().open.decrementAndGet();
    if (stopped != null && connections.isEmpty()) {
      stopped.complete(null);
    }
  }

  CommitGate gate() {
    return gate;
  }

  /** Something was written in this turn that depends on the log up to here. */
  void dependsOn(long logPosition) {
    commitUpTo = Math.max(commitUpTo, logPosition);
  }

  /** Has the connection looked at when the turn ends. */
  void touch(SocketConnection connection) {
    if (!connection.inTurn) {
      connection.inTurn = true;
      touched.add(connection);
    }
    if (!turnEndQueued) {
      turnEndQueued = true;
      loop.eventLoop().execute(turnEnd);
    }
  }

  private void endTurn() {
    turnEndQueued = false;
    List<SocketConnection> now = touched;
    touched = touchedSpare;
    if (!commit()) {
      now.forEach(SocketConnection::close);
    }
    long durablePosition = gate.durablePosition();
    long settledPosition = gate.settledPosition();
    long awaited = 0;
    for (int i = 0; i < now.size(); i++) {
      SocketConnection connection = now.get(i);
      long position = connection.endTurn(durablePosition, settledPosition);
      if (position > 0 && !connection.awaiting) {
        connection.awaiting = true;
        awaiting.add(connection);
      }
      awaited = Math.max(awaited, position);
    }
    now.clear();
    touchedSpare = now;
    if (awaited > durablePosition) {
      gate.whenDurable(awaited, durable);
    }
  }

  /** False when the log failed: what depends on it must not be answered. */
  private boolean commit() {
    if (commitUpTo <= gate.durablePosition()) {
      return true;
    }
    commitUpTo = 0;
    try {
      gate.commit();
      return true;
    } catch (RuntimeException e) {
      log.error("The log could not be committed: loop={}", loop.index(), e);
      return false;
    }
  }

  private void releaseAwaiting() {
    List<SocketConnection> now = awaiting;
    awaiting = awaitingSpare;
    long durablePosition = gate.durablePosition();
    long settledPosition = gate.settledPosition();
    for (int i = 0; i < now.size(); i++) {
      SocketConnection connection = now.get(i);
      connection.awaiting = connection.endTurn(durablePosition, settledPosition) > 0;
      if (connection.awaiting) {
        awaiting.add(connection);
      }
    }
    now.clear();
    awaitingSpare = now;
  }

  private void onLoop(Runnable code) {
    loop.eventLoop().execute(code);
  }

  private void tick() {
    long now = System.nanoTime();
    for (int i = connections.size() - 1; i >= 0; i--) {
      connections.get(i).tick(now);
    }
  }

  /** Closes all connections once they are flushed; completes when the last one is gone. */
  CompletableFuture<Void> stop() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onLoop(
        () -> {
          stopped = done;
          for (SocketConnection connection : List.copyOf(connections)) {
            connection.closeOnceFlushed();
          }
          if (connections.isEmpty()) {
            done.complete(null);
          }
        });
    return done.whenComplete((nothing, failure) -> onLoop(() -> ticking.cancel(false)));
  }

  /** Closes what is still open. */
  void abort() {
    onLoop(() -> List.copyOf(connections).forEach(SocketConnection::close));
  }
}
