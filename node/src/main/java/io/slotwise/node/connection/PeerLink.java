package io.slotwise.node.connection;

import io.slotwise.node.tracking.TrackingMode;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.net.ReplyLink;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * One client's connection to another node, which serves what this one does not, or knows. It speaks
 * the client's protocol version and is in the client's database, so that replies can be passed on
 * as they are. Used on the client's event loop only.
 */
public final class PeerLink implements ReplyLink.Listener {

  /** Who waits for a reply. */
  public interface Receiver {

    void replied(Bytes reply);

    /** There will be no reply: whether the request was carried out is not known. */
    void lost(String why);

    /** There will be no reply: the request has not left this node. */
    default void notSent(String why) {
      lost(why);
    }
  }

  /** Who hears what no request asked for, and of the end. */
  interface Listener {

    /**
     * @param push in RESP3
     */
    void pushed(Bytes push);

    /** What was read through it may have changed without being told. */
    void lostSight(PeerLink link);
  }

  /** A request that waits until it is known who is at the other end. */
  private record Held(Args request, Receiver receiver) {}

  private final ArrayDeque<Receiver> waiting = new ArrayDeque<>();
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private final int respVersion;
  private final Listener listener;
  private ReplyLink link;
  private boolean introduced;
  private int database;
  private boolean watches;
  private boolean wrote;

  /** How the node was asked to track what is read through this; null for not at all. */
  private TrackingMode tracking;

  /** Completes with whether it has begun to do so. */
  private CompletableFuture<Boolean> trackingBegun = CompletableFuture.completedFuture(true);

  /** Whether it does now, as it has said. */
  private boolean tracks;

  private String closedBecause;

  private PeerLink(int respVersion, Listener listener) {
    this.respVersion = respVersion;
    this.listener = listener;
  }

  /** Begins to connect, and to speak as this node does. */
  static PeerLink open(
      PeerLinks.Network network,
      int loop,
      SlotOwners.Owner owner,
      int respVersion,
      Listener listener) {
    PeerLink peer = new PeerLink(respVersion, listener);
    peer.link =
        ReplyLink.open(
            network.loops(), loop, owner.host(), owner.clusterClientPort(), network.tls(), peer);
    peer.greet(network.password().get(), owner.id());
    return peer;
  }

  /**
   * Nothing is asked before the node has said that it is the one that is meant: another cluster's,
   * or one of no cluster, may have its address by now, and would do what it is asked.
   */
  private void greet(String password, String nodeId) {
    if (!password.isEmpty()) {
      transmit(Args.of("AUTH", password), requirement(new CompletableFuture<>()));
    }
    if (respVersion > 2) {
      transmit(
          Args.of("HELLO", Integer.toString(respVersion)), requirement(new CompletableFuture<>()));
    }
    transmit(Args.of("CLUSTER", "PEER"), requirement(new CompletableFuture<>()));
    transmit(Args.of("CLUSTER", "MYID"), new Introduction(nodeId));
    link.flush();
  }

  /** Takes what a node says of who it is. */
  private final class Introduction implements Receiver {
    private final Bytes expected;

    private Introduction(String nodeId) {
      this.expected = Bytes.of("$" + nodeId.length() + "\r\n" + nodeId + "\r\n");
    }

    @Override
    public void replied(Bytes reply) {
      if (!reply.equals(expected)) {
        refused("another node has its address");
        return;
      }
      introduced = true;
      while (!held.isEmpty()) {
        Held next = held.remove();
        transmit(next.request, next.receiver);
      }
      link.flush();
    }

    @Override
    public void lost(String why) {
      // Those that are held hear of it.
    }
  }

  /**
   * Sends, with the next {@link #flush()}, what the node has to say yes to: if it says no, the
   * connection is of no use.
   *
   * @return completes with whether it has said yes
   */
  CompletableFuture<Boolean> require(Args request) {
    CompletableFuture<Boolean> accepted = new CompletableFuture<>();
    send(request, requirement(accepted));
    return accepted;
  }

  private Receiver requirement(CompletableFuture<Boolean> accepted) {
    return new Receiver() {
      @Override
      public void replied(Bytes reply) {
        accepted.complete(reply.at(0) != '-');
        if (reply.at(0) == '-') {
          refused(reply.latin1().strip());
        }
      }

      @Override
      public void lost(String why) {
        // Whoever sent a request behind the greeting hears it too.
        accepted.complete(false);
      }
    };
  }

  private void refused(String why) {
    giveUp("refused: " + why);
  }

  int respVersion() {
    return respVersion;
  }

  /** Whether it is of no more use. */
  boolean isClosed() {
    return closedBecause != null;
  }

  /** Has the requests that follow run in a database. */
  void select(int wanted) {
    if (database != wanted) {
      database = wanted;
      require(Args.of("SELECT", Integer.toString(wanted)));
    }
  }

  /** Whether keys are watched on it. */
  boolean watches() {
    return watches;
  }

  void setWatches(boolean yes) {
    watches = yes;
  }

  /** How the node was asked last to track what is read through this; null for not at all. */
  TrackingMode tracking() {
    return tracking;
  }

  /**
   * Has the node track what is read through this from now on; one that does not is not read from.
   *
   * @param request CLIENT TRACKING with what has changed since the last time
   * @return completes with whether the node has begun
   */
  CompletableFuture<Boolean> track(TrackingMode mode, Args request) {
    tracking = mode;
    trackingBegun =
        require(request)
            .whenComplete(
                (yes, failure) -> {
                  if (yes) {
                    tracks = mode != null;
                  }
                });
    flush();
    return trackingBegun;
  }

  /** What {@link #track} returned the last time. */
  CompletableFuture<Boolean> trackingBegun() {
    return trackingBegun;
  }

  /** Nobody hears any more of what was read through it. */
  void loseSight() {
    if (tracks) {
      tracks = false;
      listener.lostSight(this);
    }
  }

  /** Whether nothing is awaited from it. */
  boolean isIdle() {
    return waiting.isEmpty() && held.isEmpty();
  }

  /** Whether the client may have written something through it. */
  boolean wrote() {
    return wrote;
  }

  void setWrote() {
    wrote = true;
  }

  /** Sends a request with the next {@link #flush()}. */
  void send(Args request, Receiver receiver) {
    if (closedBecause != null) {
      receiver.notSent(closedBecause);
    } else if (introduced) {
      transmit(request, receiver);
    } else {
      held.add(new Held(request, receiver));
    }
  }

  private void transmit(Args request, Receiver receiver) {
    waiting.add(receiver);
    link.send(request);
  }

  void flush() {
    link.flush();
  }

  /** Sends a request by itself; completes with its reply, or with null where none came. */
  CompletableFuture<Bytes> ask(Args request) {
    CompletableFuture<Bytes> answer = new CompletableFuture<>();
    send(
        request,
        new Receiver() {
          @Override
          public void replied(Bytes reply) {
            answer.complete(reply);
          }

          @Override
          public void lost(String why) {
            answer.complete(null);
          }
        });
    flush();
    return answer;
  }

  /** Ends it: who waits for something hears that there will be no reply. */
  void giveUp(String why) {
    link.close();
    closed(why);
  }

  /** Nobody waits for anything any more. */
  void close() {
    closedBecause = "the client has gone";
    waiting.clear();
    held.clear();
    link.close();
  }

  @Override
  public void replied(Bytes reply) {
    if (reply.at(0) == '>') {
      listener.pushed(reply);
    } else {
      waiting.remove().replied(reply);
    }
  }

  @Override
  public void neverOpened(String why) {
    closedBecause = why;
    while (!waiting.isEmpty()) {
      waiting.remove().notSent(why);
    }
    endHeld();
  }

  private void endHeld() {
    while (!held.isEmpty()) {
      held.remove().receiver.notSent(closedBecause);
    }
  }

  @Override
  public void closed(String why) {
    closedBecause = why;
    while (!waiting.isEmpty()) {
      waiting.remove().lost(why);
    }
    endHeld();
    loseSight();
  }
}
