package io.slotwise.node.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import java.util.Locale;

/** Redis's kinds of clients. Nobody is a master or a replica: they do not connect to this port. */
enum ClientType {
  NORMAL,
  MASTER,
  REPLICA,
  SLAVE,
  PUBSUB;

  /**
   * @throws CommandError ERR Unknown client type
   */
  static ClientType named(Bytes word) {
    for (ClientType type : values()) {
      if (word.equalsIgnoreCase(type.name().toLowerCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new CommandError(
        Errors.err("Unknown client type '" + Errors.oneLine(word.latin1()) + "'"));
  }

  boolean includes(ClientSession client) {
    return this == (client.subscriptions().isEmpty() ? NORMAL : PUBSUB);
  }
}
