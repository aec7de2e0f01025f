package io.slotwise.node.connection;

import io.slotwise.protocol.Reply;

/**
 * A request that runs others: EXEC, EVAL. Begun on the event loop, where it may also end; else it
 * goes on elsewhere while the connection waits.
 */
interface LongRequest {

  /**
   * Runs as much as can be run at once.
   *
   * @param later called on the event loop when everything is done; not called when this returns
   *     true
   * @return whether everything is done
   */
  boolean run(Runnable later);

  /** Its reply, when everything is done. */
  Reply outcome();

  /** The log position that the reply must wait for. */
  long dependsOn();

  long durationNanos();

  /** Tells of each request that it ran, in order. */
  void tell(Answers answers);
}
