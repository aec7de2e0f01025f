package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;

/** One reason to refuse a request before it runs. */
@FunctionalInterface
interface Gate {

  /**
   * @param command null when nobody knows the command: only the first gate sees that
   * @return the error for the client, or null when this gate lets the request through
   */
  Reply.Error check(ClientSession session, CatalogEntry command, Args args);
}
