package io.slotwise.node.connection;

import io.slotwise.node.peers.Listening;
import io.slotwise.node.peers.Peers;
import io.slotwise.node.pubsub.Broadcast;

/** What this node has to do with others by itself; a node alone has the same, with nobody there. */
public record OtherNodes(Peers peers, Listening listening, Broadcast broadcast) {}
