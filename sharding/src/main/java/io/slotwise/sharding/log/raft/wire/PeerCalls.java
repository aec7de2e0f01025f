package io.slotwise.sharding.log.raft.wire;

import io.slotwise.protocol.net.FrameLink;
import io.slotwise.protocol.net.FrameLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has asked another one, and the connection for that. It is made when something is
 * to be sent, and given up when the other side does not even answer whether it is there: what a
 * network has swallowed comes again later and later otherwise.
 *
 * <p>Used on the thread that makes connections only, except for {@link #at}.
 */
final class PeerCalls {

  private static final Logger LOG = LoggerFactory.getLogger(PeerCalls.class);

  /** So long nobody knocks again where nobody has answered. */
  private static final long KNOCK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long PING_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long PING_MAX_MS = 2_000;

  static final String STOPPED = "this node stops";

  private static final Wire.Answer IGNORED =
      new Wire.Answer() {
        @Override
        public void answered(byte[] frame) {
          LOG.trace("event=raft-ping-answered");
        }

        @Override
        public void failed(IOException why) {
          LOG.trace("event=raft-ping-not-answered");
        }
      };

  private record Call(Connection on, long deadlineNanos, Wire.Answer answer) {}

  private final FrameLoop loop;
  private final LongSupplier callIds;
  private final byte[] greeting;
  private final Map<Long, Call> calls = new HashMap<>();

  private volatile String address;
  private Connection connection;
  private long notBeforeNanos = System.nanoTime();
  private String lastFailure;
  private boolean stopped;

  PeerCalls(FrameLoop loop, LongSupplier callIds, byte[] greeting) {
    this.loop = loop;
    this.callIds = callIds;
    this.greeting = greeting;
  }

  /** Where the node is from now on: host:port. */
  void at(String hostAndPort) {
    address = hostAndPort;
  }

  void send(long call, byte[] frame, long atMostMs, Wire.Answer answer) {
    if (stopped) {
      answer.failed(new IOException(STOPPED));
      return;
    }
    long nowNanos = System.nanoTime();
    String to = address;
    if (connection != null && !to.equals(connection.to)) {
      connection.closed("the node has moved to " + to);
    }
    if (connection == null) {
      if (nowNanos - notBeforeNanos < 0) {
        answer.failed(new IOException(lastFailure));
        return;
      }
      connection = new Connection(to);
      connection.open();
    }
    Connection on = connection;
    if (on == null) {
      answer.failed(new IOException(lastFailure));
      return;
    }
    calls.put(call, new Call(on, nowNanos + TimeUnit.MILLISECONDS.toNanos(atMostMs), answer));
    on.send(frame, nowNanos);
  }

  /** Nothing is sent any more. */
  void stop() {
    stopped = true;
    if (connection != null) {
      connection.closed(STOPPED);
    }
  }

  /** Called at intervals. */
  void lookAfter() {
    long nowNanos = System.nanoTime();
    fail("no answer in time", call -> nowNanos - call.deadlineNanos() >= 0);
    if (connection != null) {
      connection.lookAfter(nowNanos);
    }
  }

  private void fail(String why, Predicate<Call> which) {
    if (calls.isEmpty()) {
      return;
    }
    List<Call> lost = new ArrayList<>();
    calls.values().removeIf(call -> which.test(call) && lost.add(call));
    lost.forEach(call -> call.answer().failed(new IOException(why)));
  }

  private void answered(byte[] frame) {
    Call call = calls.remove(WireFormat.call(frame));
    if (call == null) {
      return;
    }
    if (WireFormat.isRefusal(frame)) {
      call.answer().failed(new IOException(WireFormat.body(frame).toStringUtf8()));
    } else {
      call.answer().answered(frame);
    }
  }

  private final class Connection implements FrameLink.Listener {
    private final String to;
    private FrameLink link;
    private boolean heard;

    /** When the first request left since anything was heard; 0 for none. */
    private long askedNanos;

    private boolean pinged;

    Connection(String to) {
      this.to = to;
    }

    void open() {
      int colon = to.lastIndexOf(':');
      link = loop.dial(to.substring(0, colon), Integer.parseInt(to.substring(colon + 1)), this);
      link.send(greeting.clone());
    }

    void send(byte[] frame, long nowNanos) {
      if (askedNanos == 0) {
        askedNanos = nowNanos;
      }
      link.send(frame);
    }

    void lookAfter(long nowNanos) {
      long silentNanos = askedNanos == 0 ? 0 : nowNanos - askedNanos;
      if (silentNanos >= SILENT_NANOS) {
        closed("nothing was heard");
      } else if (silentNanos >= PING_AFTER_NANOS && !pinged) {
        pinged = true;
        long call = callIds.getAsLong();
        byte[] ping = WireFormat.request(Kind.PING, call, ByteString.EMPTY);
        PeerCalls.this.send(call, ping, PING_MAX_MS, IGNORED);
      }
    }

    @Override
    public void received(byte[] frame) {
      heard = true;
      askedNanos = calls.size() > 1 ? System.nanoTime() : 0;
      pinged = false;
      answered(frame);
    }

    @Override
    public void closed(String why) {
      if (connection == this) {
        LOG.debug("event=raft-link-closed to={} why=\"{}\"", to, why);
        connection = null;
        lastFailure = why;
        notBeforeNanos = System.nanoTime() + (heard ? 0 : KNOCK_AGAIN_NANOS);
      }
      if (link != null) {
        link.close(why);
      }
      fail(why, call -> call.on() == this);
    }
  }
}
