package io.slotwise.protocol.stream;

/**
 * Serves one connection. Made by a {@link Factory} when the connection opens; used on its event
 * loop only.
 */
public interface RequestHandler {

  /**
   * Answers the requests of a batch in order, each with one {@link ReplyWriter#write} (or none),
   * then calls {@link ReplyWriter#finished()}. It may return before that and go on later on the
   * same loop; the next batch is not handed over until this one is finished.
   */
  void run(RequestBatch batch, ReplyWriter replies);

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
