package io.slotwise.node.connection;

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

  private final ArrayDeque<Receiver> waiting = new ArrayDeque<>();
  private final int respVersion;
  private ReplyLink link;
  private int database;
  private boolean watches;
  private boolean wrote;
  private String closedBecause;

  private PeerLink(int respVersion) {
    this.respVersion = respVersion;
  }

  /** Begins to connect, and to speak as this node does. */
  static PeerLink open(
      PeerLinks.Network network, int loop, SlotOwners.Owner owner, int respVersion) {
    PeerLink peer = new PeerLink(respVersion);
    peer.link =
        ReplyLink.open(
            network.loops(), loop, owner.host(), owner.clusterClientPort(), network.tls(), peer);
    String password = network.password().get();
    if (!password.isEmpty()) {
      peer.greet(Args.of("AUTH", password));
    }
    if (respVersion > 2) {
      peer.greet(Args.of("HELLO", Integer.toString(respVersion)));
    }
    peer.greet(Args.of("CLUSTER", "PEER"));
    return peer;
  }

  private void greet(Args request) {
    send(
        request,
        new Receiver() {
          @Override
          public void replied(Bytes reply) {
            if (reply.at(0) == '-') {
              link.close();
              closed("refused: " + reply.latin1().strip());
            }
          }

          @Override
          public void lost(String why) {
            // Whoever sent a request behind the greeting hears it too.
          }
        });
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
      greet(Args.of("SELECT", Integer.toString(wanted)));
    }
  }

  /** Whether keys are watched on it. */
  boolean watches() {
    return watches;
  }

  void setWatches(boolean yes) {
    watches = yes;
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
      return;
    }
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

  /** Nobody waits for anything any more. */
  void close() {
    closedBecause = "the client has gone";
    waiting.clear();
    link.close();
  }

  @Override
  public void replied(Bytes reply) {
    if (reply.at(0) != '>') {
      waiting.remove().replied(reply);
    }
  }

  @Override
  public void neverOpened(String why) {
    closedBecause = why;
    while (!waiting.isEmpty()) {
      waiting.remove().notSent(why);
    }
  }

  @Override
  public void closed(String why) {
    closedBecause = why;
    while (!waiting.isEmpty()) {
      waiting.remove().lost(why);
    }
  }
}
