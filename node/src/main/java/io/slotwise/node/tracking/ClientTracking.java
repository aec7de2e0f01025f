package io.slotwise.node.tracking;

import io.slotwise.node.pubsub.Subscriptions;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * What one client tracks. Changed on its event loop, except for what waits to be told to it: that
 * is added by whatever thread runs its request, one at a time.
 */
public final class ClientTracking {

  private static final Reply INVALIDATE = Replies.bulk("invalidate");
  private static final Reply MESSAGE = Replies.bulk("message");
  private static final Reply CHANNEL = Replies.bulk("__redis__:invalidate");

  private final Connection connection;
  private final Subscriptions subscriptions;
  private final List<Runnable> behindReply = new ArrayList<>();
  private volatile TrackingMode mode;
  private volatile boolean redirectBroken;
  private boolean cachingChosen;

  public ClientTracking(Connection connection, Subscriptions subscriptions) {
    this.connection = connection;
    this.subscriptions = subscriptions;
  }

  Connection connection() {
    return connection;
  }

  /** What it has asked for, or null while it does not track. */
  public TrackingMode mode() {
    return mode;
  }

  void setMode(TrackingMode newMode) {
    mode = newMode;
    redirectBroken = false;
    cachingChosen = false;
  }

  /** Whether the client that should be told in its place has gone. */
  public boolean isRedirectBroken() {
    return redirectBroken;
  }

  /** CLIENT CACHING: the next request is an exception from the rule. */
  public void chooseCaching() {
    cachingChosen = true;
  }

  public boolean isCachingChosen() {
    return cachingChosen;
  }

  /** A request has run that was not one of CLIENT: the exception is over. */
  public void endCaching() {
    cachingChosen = false;
  }

  /** Whether the keys that the next request reads are to be remembered. */
  public boolean remembers() {
    TrackingMode now = mode;
    return now != null
        && !now.broadcast()
        && (!now.optIn() || cachingChosen)
        && (!now.optOut() || !cachingChosen);
  }

  /** Keeps what the client is to be told of its own request until the reply is written. */
  void addBehindReply(Runnable delivery) {
    behindReply.add(delivery);
  }

  /** To be called on the event loop when the reply to a request is written. */
  public void replied() {
    if (!behindReply.isEmpty()) {
      List<Runnable> deliveries = List.copyOf(behindReply);
      behindReply.clear();
      deliveries.forEach(Runnable::run);
    }
  }

  /** Tells it on its event loop, in the form that it understands; RESP2 alone understands none. */
  void tell(Reply keys, boolean redirected, long logPosition) {
    if (connection.respVersion() > 2) {
      connection.push(new Reply.Push(List.of(INVALIDATE, keys)), logPosition);
    } else if (redirected && !subscriptions.isEmpty()) {
      connection.push(new Reply.Push(List.of(MESSAGE, CHANNEL, keys)), logPosition);
    }
  }

  /** Tells it on its event loop that nobody is told in its place any more. */
  void tellBroken(long redirect) {
    redirectBroken = true;
    if (connection.respVersion() > 2) {
      connection.push(
          new Reply.Push(
              List.of(Replies.bulk("tracking-redir-broken"), Replies.integer(redirect))));
    }
  }
}
