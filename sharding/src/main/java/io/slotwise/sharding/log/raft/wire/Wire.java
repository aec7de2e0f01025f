package io.slotwise.sharding.log.raft.wire;

import io.slotwise.protocol.net.FrameLink;
import io.slotwise.protocol.net.FrameLoop;
import io.slotwise.protocol.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a node's Raft server says to others and hears from them. One thread has the connections
 * that this node makes and what its leaders send on them; another one those that others make, so
 * that neither waits for the other. Thread-safe.
 */
public final class Wire implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  private static final long LOOK_AFTER_CALLS_EVERY_MS = 100;

  /** Who takes this node for another one comes again at once, and for each group. */
  private static final long STRANGER_SAID_FOR_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String clusterId;
  private final String nodeId;
  private final Executor worker;
  private final FrameLoop dials;
  private final FrameLoop accepts;
  private final AtomicLong lastCall = new AtomicLong();
  private final Map<RaftPeerId, PeerCalls> peers = new ConcurrentHashMap<>();

  // Of the thread that takes connections.
  private long strangerSaidNanos = System.nanoTime() - STRANGER_SAID_FOR_NANOS;

  /** Serves requests of other nodes; called on the thread that has their connections. */
  @FunctionalInterface
  interface Service {
    void serve(Request request);
  }

  /** Hears what became of a call, on the thread that made the connection. */
  interface Answer {

    void answered(byte[] frame);

    void failed(IOException why);
  }

  /**
   * @param clusterId members of another cluster are not heard
   * @param tls that both sides speak, each with a certificate; null for none
   * @param worker threads that may wait
   */
  public Wire(String clusterId, String nodeId, Tls tls, Executor worker) {
    this.clusterId = clusterId;
    this.nodeId = nodeId;
    this.worker = worker;
    this.dials = new FrameLoop("raft-out", tls);
    this.accepts = new FrameLoop("raft-in", tls);
    dials.scheduleEvery(
        () -> peers.values().forEach(PeerCalls::lookAfter), LOOK_AFTER_CALLS_EVERY_MS);
  }

  /**
   * Takes connections of other nodes.
   *
   * @return where
   * @throws IOException when that place is taken
   */
  InetSocketAddress listen(String host, int port, Service service) throws IOException {
    return accepts.listen(host, port, link -> new Visitor(link, service));
  }

  /** Threads that may wait. */
  Executor worker() {
    return worker;
  }

  /** The thread that makes connections, and hears their answers. */
  FrameLoop dials() {
    return dials;
  }

  /**
   * Where a node is reached, from now on.
   *
   * @param address host:port
   */
  public void know(RaftPeerId peer, String address) {
    peers
        .computeIfAbsent(peer, id -> new PeerCalls(dials, lastCall::incrementAndGet, greeting(id)))
        .at(address);
  }

  void know(Collection<RaftPeer> found) {
    for (RaftPeer peer : found) {
      if (peer.getAddress() != null) {
        know(peer.getId(), peer.getAddress());
      }
    }
  }

  private byte[] greeting(RaftPeerId peer) {
    return WireFormat.greeting(clusterId, peer.toString());
  }

  /** Sends a request; the answer comes, or its failure within about this time. */
  void call(RaftPeerId peer, Kind kind, MessageLite body, long atMostMs, Answer answer) {
    long call = lastCall.incrementAndGet();
    call(peer, call, WireFormat.request(kind, call, body), atMostMs, answer);
  }

  private void call(RaftPeerId peer, long call, byte[] frame, long atMostMs, Answer answer) {
    PeerCalls calls = peers.get(peer);
    if (calls == null) {
      answer.failed(new IOException("it is not known where node " + peer + " is"));
    } else if (dials.isCurrent()) {
      calls.send(call, frame, atMostMs, answer);
    } else {
      try {
        dials.execute(() -> calls.send(call, frame, atMostMs, answer));
      } catch (RejectedExecutionException closed) {
        answer.failed(new IOException(PeerCalls.STOPPED));
      }
    }
  }

  /** The same for those who may hear the frame of the answer on any thread. */
  CompletableFuture<byte[]> call(RaftPeerId peer, Kind kind, MessageLite body, long atMostMs) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    call(peer, kind, body, atMostMs, onWorker(answer));
    return answer;
  }

  /** Asks a node something; the future completes on a thread that may wait. */
  public CompletableFuture<ByteString> ask(RaftPeerId peer, ByteString question, long atMostMs) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    long call = lastCall.incrementAndGet();
    byte[] frame = WireFormat.request(Kind.QUESTION, call, question);
    call(peer, call, frame, atMostMs, onWorker(answer));
    return answer.thenApply(WireFormat::body);
  }

  private Answer onWorker(CompletableFuture<byte[]> future) {
    return new Answer() {
      @Override
      public void answered(byte[] frame) {
        complete(() -> future.complete(frame));
      }

      @Override
      public void failed(IOException why) {
        complete(() -> future.completeExceptionally(why));
      }

      private void complete(Runnable completion) {
        try {
          worker.execute(completion);
        } catch (RejectedExecutionException closed) {
          completion.run();
        }
      }
    };
  }

  /** Hears nobody any more. */
  public void closeDoor() {
    accepts.close();
  }

  @Override
  public void close() {
    closeDoor();
    dials.execute(() -> peers.values().forEach(PeerCalls::stop));
    dials.close();
  }

  /** A connection that another node has made. */
  private final class Visitor implements FrameLink.Listener {
    private final FrameLink link;
    private final Service service;
    private boolean greeted;

    Visitor(FrameLink link, Service service) {
      this.link = link;
      this.service = service;
    }

    @Override
    public void received(byte[] frame) {
      if (!greeted) {
        greet(frame);
        return;
      }
      Kind kind = WireFormat.kind(frame);
      if (kind == null) {
        link.close("a request that this release does not know");
      } else if (kind == Kind.PING) {
        link.send(WireFormat.answer(WireFormat.call(frame), ByteString.EMPTY));
      } else {
        service.serve(new Request(link, kind, frame));
      }
    }

    private void greet(byte[] frame) {
      if (WireFormat.isGreeting(frame, clusterId, nodeId)) {
        greeted = true;
        link.trust();
      } else {
        tellOfStranger();
        link.close("a stranger");
      }
    }

    private void tellOfStranger() {
      long nowNanos = System.nanoTime();
      if (nowNanos - strangerSaidNanos >= STRANGER_SAID_FOR_NANOS) {
        strangerSaidNanos = nowNanos;
        LOG.warn(
            "event=raft-stranger from={} why=\"it means another node or cluster, or is no node\"",
            link.remote());
      }
    }

    @Override
    public void closed(String why) {
      LOG.debug("event=raft-visitor-gone from={} why=\"{}\"", link.remote(), why);
    }
  }
}
