package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.Handler;
import java.util.function.LongSupplier;

/**
 * Commands on whole databases (KEYS, SCAN, DBSIZE, FLUSHALL), as a transaction runs them that holds
 * the turns of all slots. Any thread that holds them.
 */
public final class NodeCalls {

  private static final Reply.Error NOT_FROM_SCRIPT =
      Errors.err("This Redis command is not allowed from script");

  private static final Reply.Error NOT_ALL_HERE =
      Errors.err(
          "This Redis command is not allowed from script while other nodes serve a part of the"
              + " keys");

  private final AllKeys keys;
  private final SlotOwners owners;
  private final LongSupplier logPosition;

  /**
   * @param keys that answer when they are asked, for they need no turns
   * @param logPosition up to which the log has what the commands have written
   */
  public NodeCalls(AllKeys keys, SlotOwners owners, LongSupplier logPosition) {
    this.keys = keys;
    this.owners = owners;
    this.logPosition = logPosition;
  }

  /** Why the client's script may not call a command that is not on keys, or null. */
  Reply.Error refuse(ClientSession session, CatalogEntry command) {
    if (!(command.def().handler() instanceof Handler.OnDatabases)) {
      return NOT_FROM_SCRIPT;
    }
    // Who is shown one server would be shown a part for the whole.
    return session.face() == Face.CLUSTER || servesAll() ? null : NOT_ALL_HERE;
  }

  private boolean servesAll() {
    return owners.shards().stream().allMatch(shard -> owners.serves(shard.first()));
  }

  Reply run(ClientSession session, CatalogEntry command, Args args) {
    Handler.OnDatabases handler = (Handler.OnDatabases) command.def().handler();
    try {
      return handler.run(keys, session, args).toCompletableFuture().getNow(null);
    } catch (CommandError error) {
      return error.reply();
    }
  }

  /** What a reply behind such a command has to wait for. */
  long logPosition() {
    return logPosition.getAsLong();
  }
}
