package io.slotwise.node;

import io.slotwise.node.connection.OtherNodes;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.peers.Listening;
import io.slotwise.node.peers.PeerBroadcast;
import io.slotwise.node.peers.PeerNode;
import io.slotwise.node.peers.Peers;
import io.slotwise.node.pubsub.PubSub;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the node speak with the others of its cluster. */
final class PeersWiring {

  private static final Logger LOG = LoggerFactory.getLogger(PeersWiring.class);
  private static final long KEEP_EVERY_MS = 200;

  /** What may wait for another node where nothing else is configured. */
  private static final long QUEUE_BYTES_BY_DEFAULT = 64L << 20;

  private PeersWiring() {}

  /**
   * @param password of the nodes; empty for none
   */
  static OtherNodes of(
      ServerParts parts, PubSub pubSub, Supplier<String> password, ScheduledExecutorService timer) {
    Peers peers =
        new Peers(parts.loops(), parts.tls(), password, parts.store().commitGate(), timer);
    Listening listening = new Listening(peers, pubSub.interest(), parts.nodeId(), timer);
    parts
        .config()
        .follow(
            "cluster-link-sendbuf-limit",
            bytes -> peers.setQueueBytesMax(queueBytesMax(Long.parseLong(bytes))));
    SlotOwners owners = parts.owners();
    if (owners.isClustered()) {
      timer.scheduleWithFixedDelay(
          () -> keep(owners, peers, listening), 0, KEEP_EVERY_MS, TimeUnit.MILLISECONDS);
    }
    return new OtherNodes(peers, listening, new PeerBroadcast(peers, slot -> leader(parts, slot)));
  }

  private static long queueBytesMax(long configured) {
    return configured == 0 ? QUEUE_BYTES_BY_DEFAULT : configured;
  }

  private static void keep(SlotOwners owners, Peers peers, Listening listening) {
    try {
      peers.keep(owners.otherNodes().stream().map(PeersWiring::peerNode).toList());
      listening.keep();
    } catch (RuntimeException e) {
      // A timer would drop work that has thrown once.
      LOG.error("event=peers_not_kept", e);
    }
  }

  private static PeerNode peerNode(SlotOwners.Owner owner) {
    return new PeerNode(owner.id(), owner.host(), owner.clusterClientPort());
  }

  private static String leader(ServerParts parts, int slot) {
    if (parts.owners().serves(slot)) {
      return parts.nodeId();
    }
    SlotOwners.Owner owner = parts.owners().otherOwner(slot);
    return owner == null ? null : owner.id();
  }
}
