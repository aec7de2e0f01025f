package io.slotwise.node.connection;

import io.slotwise.sharding.api.AllKeys;

/** Which keys a client's commands on whole databases concern. */
@FunctionalInterface
public interface Databases {

  /** To be asked, and to be used, on the client's event loop. */
  AllKeys of(ClientSession session);
}
