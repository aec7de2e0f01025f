package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.net.EventLoops;
import io.slotwise.protocol.tls.Tls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The connections to other nodes that pass on what one client asks. Used on its event loop. */
public final class PeerLinks {

  /**
   * How nodes reach each other as clients do.
   *
   * @param tls that nodes speak with each other, or null
   * @param password of the nodes; empty for none
   */
  public record Network(EventLoops loops, Tls tls, Supplier<String> password) {}

  private final Network network;
  private final ClientSession session;
  private final DistantTracking tracking;
  private final Map<String, PeerLink> links = new HashMap<>(0);

  /** Whether a connection is gone through which the client may have written something. */
  private boolean lostSightOfWrites;

  PeerLinks(Network network, ClientSession session, DistantTracking tracking) {
    this.network = network;
    this.session = session;
    this.tracking = tracking;
  }

  /** The connection to a node, in the client's protocol version and database. */
  PeerLink to(SlotOwners.Owner owner) {
    PeerLink link = links.get(owner.id());
    if (link == null || link.isClosed() || link.respVersion() != session.respVersion()) {
      if (link != null) {
        drop(link);
      }
      int loop = session.connection().loopIndex();
      link = PeerLink.open(network, loop, owner, session.respVersion(), tracking);
      links.put(owner.id(), link);
      tracking.follow(link);
    }
    link.select(session.database());
    return link;
  }

  /** Asks a node one thing, in the client's database. */
  public void ask(SlotOwners.Owner node, Args request, PeerLink.Receiver receiver) {
    PeerLink link = to(node);
    link.send(request, receiver);
    link.flush();
  }

  private void drop(PeerLink link) {
    lostSightOfWrites |= link.wrote();
    if (!link.isClosed()) {
      link.close();
      link.loseSight();
    }
  }

  /** What follows through them which keys change. */
  DistantTracking tracking() {
    return tracking;
  }

  /** Those that there are and that are of use. */
  List<PeerLink> open() {
    return links.values().stream().filter(link -> !link.isClosed()).toList();
  }

  /** Ends the connection to a node that can say nothing, unless something is awaited from it. */
  void giveUp(SlotOwners.Owner node) {
    PeerLink link = links.get(node.id());
    if (link != null && link.isIdle()) {
      drop(link);
    }
  }

  /** Whether the client may have written something on other nodes. */
  public boolean wrote() {
    return lostSightOfWrites || links.values().stream().anyMatch(PeerLink::wrote);
  }

  /**
   * Asks the nodes on which the client may have written something.
   *
   * @return their replies, of those who gave one: null if not all did, or if there was a connection
   *     that is gone, and with it what was written there
   */
  public CompletionStage<List<Bytes>> askWhereWritten(Args request) {
    if (lostSightOfWrites) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<List<Bytes>> all = CompletableFuture.completedFuture(List.of());
    for (PeerLink link : links.values()) {
      if (link.wrote()) {
        all = all.thenCombine(link.ask(request), PeerLinks::with);
      }
    }
    return all;
  }

  private static List<Bytes> with(List<Bytes> replies, Bytes reply) {
    if (replies == null || reply == null) {
      return null;
    }
    List<Bytes> more = new ArrayList<>(replies);
    more.add(reply);
    return more;
  }

  /** The client has gone. */
  void close() {
    links.values().forEach(PeerLink::close);
    links.clear();
  }
}
