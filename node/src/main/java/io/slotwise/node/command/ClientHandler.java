package io.slotwise.node.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import java.util.concurrent.CompletionStage;

/** The code of a command that needs all of a client's state, not only what a Session shows. */
@FunctionalInterface
interface ClientHandler {

  Reply run(ClientSession client, Args args);

  /** The handler to be bound to a spec. */
  static Handler.OnConnection client(ClientHandler handler) {
    return (session, args) -> handler.run((ClientSession) session, args);
  }

  /** The same for what takes time. */
  static Handler.OnNode clientLater(Later handler) {
    return (session, args) -> handler.run((ClientSession) session, args);
  }

  /** A command that answers with a stage. */
  @FunctionalInterface
  interface Later {
    CompletionStage<Reply> run(ClientSession client, Args args);
  }
}
