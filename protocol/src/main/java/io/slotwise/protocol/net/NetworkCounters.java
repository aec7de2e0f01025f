package io.slotwise.protocol.net;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the network has seen so far, for INFO and metrics. Any thread may read it. */
public final class NetworkCounters {

  final AtomicInteger open = new AtomicInteger();

  /** Connections whose handshake is under way: they are not open yet. */
  final AtomicInteger handshakes = new AtomicInteger();

  final LongAdder received = new LongAdder();
  final LongAdder rejected = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();
  final LongAdder queryBufferEvictions = new LongAdder();
  final LongAdder outputBufferEvictions = new LongAdder();
  final LongAdder idleEvictions = new LongAdder();

  /** Connections open now. */
  public int connectionsOpen() {
    return open.get();
  }

  /** Connections accepted, refused ones included. */
  public long connectionsReceived() {
    return received.sum();
  }

  /** Connections refused because of {@code maxclients}. */
  public long connectionsRejected() {
    return rejected.sum();
  }

  public long bytesIn() {
    return bytesIn.sum();
  }

  public long bytesOut() {
    return bytesOut.sum();
  }

  /** Connections closed because they passed {@code client-query-buffer-limit}. */
  public long queryBufferEvictions() {
    return queryBufferEvictions.sum();
  }

  /** Connections closed because they passed {@code client-output-buffer-limit}. */
  public long outputBufferEvictions() {
    return outputBufferEvictions.sum();
  }

  /** Connections closed because of {@code timeout}. */
  public long idleEvictions() {
    return idleEvictions.sum();
  }

  /** CONFIG RESETSTAT: everything but what is open now begins at 0 again. */
  public void reset() {
    received.reset();
    rejected.reset();
    bytesIn.reset();
    bytesOut.reset();
    queryBufferEvictions.reset();
    outputBufferEvictions.reset();
    idleEvictions.reset();
  }
}
