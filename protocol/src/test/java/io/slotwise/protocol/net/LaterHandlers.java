package io.slotwise.protocol.net;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.protocol.stream.ReplyWriter;
import java.util.concurrent.atomic.AtomicReference;

/** LATER, which must end its batch, is answered when the test says so, from another thread. */
final class LaterHandlers extends EchoHandlers {

  private final AtomicReference<Runnable> later;
  private final boolean blocked;

  /**
   * @param later gets what answers the LATER under way
   * @param blocked whether such a connection says that it waits for another client
   */
  LaterHandlers(AtomicReference<Runnable> later, boolean blocked) {
    this.later = later;
    this.blocked = blocked;
  }

  @Override
  boolean answer(Connection connection, Args request, ReplyWriter replies) {
    if (!request.is(0, "LATER")) {
      return super.answer(connection, request, replies);
    }
    later.set(
        () ->
            connection.execute(
                () -> {
                  replies.write(Replies.OK);
                  replies.finished();
                }));
    return false;
  }

  @Override
  boolean isBlocked(Connection connection) {
    return blocked;
  }
}
