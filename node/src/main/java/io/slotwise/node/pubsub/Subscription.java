package io.slotwise.node.pubsub;

import io.slotwise.protocol.stream.Connection;
import java.util.Set;

/**
 * One client's wish to get what is published to one channel or pattern. It ends on the client's
 * event loop, so nothing reaches a client behind the confirmation that it has unsubscribed,
 * although messages may still be on their way then.
 */
final class Subscription {

  private final Subscriptions owner;
  private final boolean roams;
  private final Set<Topic> topics;
  private volatile boolean active = true;

  /**
   * @param roams whether the client sees the cluster as one server
   * @param topics of which other nodes have to tell this one for it
   */
  Subscription(Subscriptions owner, boolean roams, Set<Topic> topics) {
    this.owner = owner;
    this.roams = roams;
    this.topics = topics;
  }

  Subscriptions owner() {
    return owner;
  }

  Connection connection() {
    return owner.connection();
  }

  boolean roams() {
    return roams;
  }

  Set<Topic> topics() {
    return topics;
  }

  boolean isActive() {
    return active;
  }

  void end() {
    active = false;
  }
}
