package io.slotwise.protocol.stream;

/**
 * Serves one connection. Made by a {@link Factory} when the connection opens; used on its event
 * loop only.
 */
public interface RequestHandler {

  /**
   * Answers the requests of a batch in order, each with one {@link ReplyWriter#write} (or none),
   * then calls {@link ReplyWriter#finished()}. It may return before that and go on later on the
   * same loop; the next batch is not handed over until this one is finished. The flow itself
   * answers {@link RequestBatch#protocolError()} afterwards; a batch that is nothing but such an
   * error does not come here.
   *
   * <p>An exception is a fault of the node: it is logged and closes this connection.
   */
  void run(RequestBatch batch, ReplyWriter replies);

  /**
   * Whether the batch under way waits for another client (a blocking pop). Such a connection does
   * not count as idle, and is closed at once when its client has closed its side; any other is
   * answered first.
   */
  default boolean isBlocked() {
    return false;
  }

  /** Bytes of requests that were answered but are still held (MULTI). */
  default long heldBytes() {
    return 0;
  }

  /**
   * The connection is gone: give back all that it held. Called once, also when a batch is under
   * way.
   */
  void closed();

  /** Makes the handler of a new connection. Called on the connection's event loop. */
  interface Factory {
    RequestHandler open(Connection connection);
  }
}
