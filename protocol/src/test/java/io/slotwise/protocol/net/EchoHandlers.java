package io.slotwise.protocol.net;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import io.slotwise.protocol.stream.RequestBatch;
import io.slotwise.protocol.stream.RequestHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that answer PING, ECHO text and QUIT, and count what happens to them. */
class EchoHandlers implements RequestHandler.Factory {

  final List<Connection> opened = new CopyOnWriteArrayList<>();
  final AtomicInteger closed = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger();

  @Override
  public RequestHandler open(Connection connection) {
    opened.add(connection);
    return new Echo(connection);
  }

  /** Answers one request; false when the rest of the batch comes later. */
  boolean answer(Connection connection, Args request, ReplyWriter replies) {
    if (request.is(0, "PING")) {
      replies.write(Replies.PONG);
    } else if (request.is(0, "ECHO")) {
      replies.write(Replies.bulk(request.get(1)));
    } else if (request.is(0, "QUIT")) {
      replies.write(Replies.OK);
      replies.closeAfterwards();
    } else {
      replies.write(Errors.unknownCommand(request));
    }
    return true;
  }

  boolean isBlocked(Connection connection) {
    return false;
  }

  private final class Echo implements RequestHandler {

    private final Connection connection;

    Echo(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void run(RequestBatch batch, ReplyWriter replies) {
      for (Args request : batch.requests()) {
        requests.incrementAndGet();
        if (!answer(connection, request, replies)) {
          return;
        }
        if (request.is(0, "QUIT")) {
          break;
        }
      }
      replies.finished();
    }

    @Override
    public boolean isBlocked() {
      return EchoHandlers.this.isBlocked(connection);
    }

    @Override
    public void closed() {
      closed.incrementAndGet();
    }
  }
}
