package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.net.EventLoops;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The connections to other nodes that pass on what one client asks. Used on its event loop. */
public final class PeerLinks {

  /**
   * How nodes reach each other as clients do.
   *
   * @param password of the nodes; empty for none
   */
  public record Network(EventLoops loops, Supplier<String> password) {}

  private final Network network;
  private final ClientSession session;
  private final Map<String, PeerLink> links = new HashMap<>(0);

  PeerLinks(Network network, ClientSession session) {
    this.network = network;
    this.session = session;
  }

  /** The connection to a node, in the client's protocol version and database. */
  PeerLink to(SlotOwners.Owner owner) {
    PeerLink link = links.get(owner.id());
    if (link == null || link.isClosed() || link.respVersion() != session.respVersion()) {
      if (link != null && !link.isClosed()) {
        link.close();
      }
      link = PeerLink.open(network, session.connection().loopIndex(), owner, session.respVersion());
      links.put(owner.id(), link);
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

  /** The client has gone. */
  void close() {
    links.values().forEach(PeerLink::close);
    links.clear();
  }
}
