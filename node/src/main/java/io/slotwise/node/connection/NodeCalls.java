package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Commands on whole databases (KEYS, SCAN, DBSIZE, FLUSHALL), as a transaction runs them that holds
 * the turns of all slots. Any thread that holds them.
 */
public final class NodeCalls {

  private final Map<String, Handler.OnNode> handlers;
  private final LongSupplier logPosition;

  /**
   * @param commands that are done when they return, for they need no turns
   * @param logPosition up to which the log has what they have written
   */
  public NodeCalls(List<CommandDef> commands, LongSupplier logPosition) {
    this.handlers =
        commands.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    command -> command.spec().name(),
                    command -> (Handler.OnNode) command.handler()));
    this.logPosition = logPosition;
  }

  boolean knows(CatalogEntry command) {
    return handlers.containsKey(command.name());
  }

  Reply run(ClientSession session, CatalogEntry command, Args args) {
    try {
      return handlers.get(command.name()).run(session, args).toCompletableFuture().getNow(null);
    } catch (CommandError error) {
      return error.reply();
    }
  }

  /** What a reply behind such a command has to wait for. */
  long logPosition() {
    return logPosition.getAsLong();
  }
}
