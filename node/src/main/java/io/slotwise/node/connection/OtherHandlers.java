package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Handler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the handlers that touch no keys; whatever they throw becomes a reply. */
final class OtherHandlers {

  private static final Logger log = LoggerFactory.getLogger(OtherHandlers.class);

  private OtherHandlers() {}

  static Reply onConnection(ClientSession session, CatalogEntry command, Args args) {
    try {
      return ((Handler.OnConnection) command.def().handler()).run(session, args);
    } catch (CommandError error) {
      return error.reply();
    } catch (RuntimeException defect) {
      return internalError(command, defect);
    }
  }

  static CompletionStage<Reply> onNode(
      ExecutionServices services, ClientSession session, CatalogEntry command, Args args) {
    Handler handler = command.def().handler();
    try {
      if (handler instanceof Handler.OnDatabases onDatabases) {
        return onDatabases.run(services.extent().keys(session), session, args);
      }
      return handler instanceof Handler.OnEveryNode onEveryNode
          ? services.extent().run(session, onEveryNode, args)
          : ((Handler.OnNode) handler).run(session, args);
    } catch (CommandError error) {
      return CompletableFuture.completedFuture(error.reply());
    } catch (RuntimeException defect) {
      return CompletableFuture.completedFuture(internalError(command, defect));
    }
  }

  /** What a stage that has failed answers. */
  static Reply failed(CatalogEntry command, Throwable failure) {
    return CommandErrors.in(failure)
        .<Reply>map(CommandError::reply)
        .orElseGet(() -> internalError(command, failure));
  }

  private static Reply internalError(CatalogEntry command, Throwable defect) {
    log.error("event=command_failed command={}", command.name(), defect);
    return Errors.err("internal error while running '" + command.name() + "', see the log");
  }
}
