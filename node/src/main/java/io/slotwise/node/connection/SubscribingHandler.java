package io.slotwise.node.connection;

import io.slotwise.node.pubsub.Topic;
import io.slotwise.protocol.Args;
import io.slotwise.sharding.api.Handler;
import java.util.Set;

/**
 * The code of a command after which a client is to hear what is published on any node: it runs when
 * the other nodes know.
 */
public interface SubscribingHandler extends Handler.OnConnection {

  /** What they have to know of. */
  Set<Topic> topics(ClientSession client, Args args);
}
