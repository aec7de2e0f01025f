package io.slotwise.node.connection;

import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.tracking.KeyTracking;

/** All that concerns the clients of a node, for the commands that look at it or change it. */
public record Clients(
    ConnectionSettings settings,
    ClientRegistry registry,
    ClientPause pause,
    MonitorFeed monitors,
    PubSub pubSub,
    KeyTracking tracking,
    OtherNodes others) {}
