package io.slotwise.node;

import akka.stream.Materializer;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.net.ListenAddress;
import io.slotwise.protocol.net.NetworkCounters;
import io.slotwise.protocol.net.NetworkLimits;
import io.slotwise.protocol.net.RedisServer;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.protocol.stream.RequestHandler;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.util.List;

/** Opens ports that clients come in by; all of them share loops, limits and counters. */
record NodeEntrance(
    EventLoops loops,
    Materializer materializer,
    CommitGate gate,
    NetworkLimits limits,
    NetworkCounters counters) {

  /**
   * @param tls what its connections begin with, or null
   */
  RedisServer open(
      RequestHandler.Factory handlers, List<ListenAddress> addresses, Tls tls, int backlog)
      throws IOException {
    return RedisServer.start(
        new RedisServer.Wiring(loops, materializer, handlers, gate, limits, counters, tls),
        addresses,
        backlog);
  }
}
