package io.slotwise.node.connection;

import io.slotwise.node.peers.Listening;
import io.slotwise.node.peers.Peers;
import io.slotwise.node.pubsub.Broadcast;
import io.slotwise.node.pubsub.Interest;
import io.slotwise.protocol.stream.CommitGate;
import java.util.concurrent.ScheduledExecutorService;

/** The other nodes of a node that has none. */
public final class NobodyElse {

  private NobodyElse() {}

  public static OtherNodes with(ScheduledExecutorService timer) {
    Peers peers = new Peers(null, null, () -> "", CommitGate.NONE, timer);
    return new OtherNodes(
        peers, new Listening(peers, new Interest(), "0".repeat(40), timer), Broadcast.NONE);
  }
}
