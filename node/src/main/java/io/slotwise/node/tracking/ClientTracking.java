package io.slotwise.node.tracking;

import io.slotwise.node.pubsub.Subscriptions;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What one client tracks. Changed on its event loop, except for what waits to be told to it: that
 * is added by whatever thread runs its request, one at a time.
 *
 * <p>What its requests have read on other threads, or on other nodes, reaches the client with their
 * replies. A change of that must not be told before: so while such replies are to come, everything
 * that is to be told waits.
 */
public final class ClientTracking {

  /** The first word of what it is told. */
  public static final Reply INVALIDATE = Replies.bulk("invalidate");

  private static final Reply MESSAGE = Replies.bulk("message");
  private static final Reply CHANNEL = Replies.bulk("__redis__:invalidate");

  private final Connection connection;
  private final Subscriptions subscriptions;
  private final List<Runnable> behindReply = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>(0);
  private volatile TrackingMode mode;
  private volatile boolean redirectBroken;
  private boolean cachingChosen;
  private boolean holding;

  /** Whether it keeps nothing that it has read: it was told so, and has had no reply since. */
  private boolean keepsNothing;

  private boolean pushesApart;
  private Elsewhere elsewhere = newMode -> {};

  /** What the client tracks on other nodes, which serve a part of what it reads. */
  @FunctionalInterface
  public interface Elsewhere {

    /**
     * Has other nodes track as the client does. Called on its event loop.
     *
     * @param mode null for not at all
     */
    void follow(TrackingMode mode);

    /**
     * For a client that is to hear that it tracks. On the event loop.
     *
     * @return completes when other nodes have begun, as far as they can be reached; never fails
     */
    default CompletionStage<Void> begun() {
      return CompletableFuture.completedFuture(null);
    }

    /** Makes connections to other nodes where they are missing. On the event loop. */
    default void keep() {}

    /** A shard has another leader, or the same one again. On the event loop. */
    default void leaderChanged(int shard) {}

    /** This node has left slots to others. On the event loop. */
    default void left() {}
  }

  public ClientTracking(Connection connection, Subscriptions subscriptions) {
    this.connection = connection;
    this.subscriptions = subscriptions;
  }

  Connection connection() {
    return connection;
  }

  /** To be called once, before anything else. */
  public void setElsewhere(Elsewhere others) {
    elsewhere = others;
  }

  public Elsewhere elsewhere() {
    return elsewhere;
  }

  /** The client is a node that passes on what it is told: it can tell that from replies. */
  public void setPushesApart() {
    pushesApart = true;
    connection.setPushesApart();
  }

  private boolean takesPushes() {
    return pushesApart || connection.respVersion() > 2;
  }

  /** What it has asked for, or null while it does not track. */
  public TrackingMode mode() {
    return mode;
  }

  void setMode(TrackingMode newMode) {
    mode = newMode;
    redirectBroken = false;
    cachingChosen = false;
    keepsNothing = false;
    elsewhere.follow(newMode);
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
    keepsNothing = false;
    if (!behindReply.isEmpty()) {
      List<Runnable> deliveries = List.copyOf(behindReply);
      behindReply.clear();
      deliveries.forEach(Runnable::run);
    }
  }

  /**
   * From now on what is to be told waits for {@link #release}: a request is under way that may have
   * read something already. On the event loop.
   */
  public void hold() {
    holding = mode != null;
  }

  /** All requests that were under way are answered. On the event loop. */
  public void release() {
    if (holding) {
      holding = false;
      List<Runnable> due = List.copyOf(held);
      held.clear();
      due.forEach(Runnable::run);
    }
  }

  /**
   * Tells it on its event loop which keys have changed, behind the replies that are to come before.
   *
   * @param keys {@link Replies#NIL} for all
   */
  void tellOnceReplied(Reply keys, long logPosition) {
    if (!holding) {
      tellUnlessForgotten(keys, logPosition);
      return;
    }
    if (keys == Replies.NIL) {
      held.clear();
    }
    held.add(() -> tellUnlessForgotten(keys, logPosition));
  }

  /**
   * Who has forgotten everything, and has had no reply since, is told nothing: each node that
   * empties its part says so. Unless it is told by prefixes: then it may have read something over
   * another connection.
   */
  private void tellUnlessForgotten(Reply keys, long logPosition) {
    if (!keepsNothing) {
      TrackingMode now = mode;
      keepsNothing = keys == Replies.NIL && now != null && !now.broadcast();
      tell(keys, false, logPosition);
    }
  }

  /** Tells it on its event loop, in the form that it understands; RESP2 alone understands none. */
  void tell(Reply keys, boolean redirected, long logPosition) {
    if (takesPushes()) {
      connection.push(new Reply.Push(List.of(INVALIDATE, keys)), logPosition);
    } else if (redirected && !subscriptions.isEmpty()) {
      connection.push(new Reply.Push(List.of(MESSAGE, CHANNEL, keys)), logPosition);
    }
  }

  /** Tells it on its event loop that nobody is told in its place any more. */
  void tellBroken(long redirect) {
    redirectBroken = true;
    if (takesPushes()) {
      connection.push(
          new Reply.Push(
              List.of(Replies.bulk("tracking-redir-broken"), Replies.integer(redirect))));
    }
  }
}
