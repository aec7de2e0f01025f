package io.slotwise.node.connection;

import io.slotwise.protocol.Args;

/**
 * Hears of every request that ran: the slow log and the latency monitor. Called on the connection's
 * event loop.
 */
public interface RequestObserver {

  /** Costs nanoseconds unless the request was slow. */
  void ran(ClientSession session, CatalogEntry command, Args args, long durationNanos);
}
