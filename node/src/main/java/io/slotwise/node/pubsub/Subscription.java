package io.slotwise.node.pubsub;

import io.slotwise.protocol.stream.Connection;

/**
 * One client's wish to get what is published to one channel or pattern. It ends on the client's
 * event loop, so nothing reaches a client behind the confirmation that it has unsubscribed,
 * although messages may still be on their way then.
 */
final class Subscription {

  private final Connection connection;
  private volatile boolean active = true;

  Subscription(Connection connection) {
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  boolean isActive() {
    return active;
  }

  void end() {
    active = false;
  }
}
