package io.slotwise.node.command;

import static io.slotwise.protocol.command.CommandGroup.TRANSACTIONS;
import static io.slotwise.protocol.command.Flag.ALLOW_BUSY;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.SKIP_SLOWLOG;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Session;
import java.util.List;

/**
 * Transactions. Between MULTI and EXEC the connection's executor queues what comes instead of
 * running it; EXEC is run by it, too.
 */
final class TransactionCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("multi", TRANSACTIONS)
              .since("1.2.0")
              .arity(1)
              .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
              .acl(AclCategory.TRANSACTION)
              .onConnection((session, args) -> multi((ClientSession) session)),
          command("exec", TRANSACTIONS)
              .since("1.2.0")
              .arity(1)
              .flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
              .acl(AclCategory.TRANSACTION)
              .byExecutor(Handler.ByExecutor.EXEC),
          command("discard", TRANSACTIONS)
              .since("2.0.0")
              .arity(1)
              .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
              .acl(AclCategory.TRANSACTION)
              .onConnection((session, args) -> discard((ClientSession) session)),
          command("watch", TRANSACTIONS)
              .since("2.2.0")
              .arity(-2)
              .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
              .keys(range(1, -1, 1, RO))
              .acl(AclCategory.TRANSACTION)
              .watching(TransactionCommands::watch),
          command("unwatch", TRANSACTIONS)
              .since("2.2.0")
              .arity(1)
              .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
              .acl(AclCategory.TRANSACTION)
              .onConnection((session, args) -> unwatch((ClientSession) session)));

  private TransactionCommands() {}

  /** {@code MULTI}. Reply: OK. Errors: ERR MULTI calls can not be nested. */
  private static Reply multi(ClientSession client) {
    if (client.transaction().isOpen()) {
      return Errors.err("MULTI calls can not be nested");
    }
    client.transaction().open();
    return Replies.OK;
  }

  /**
   * {@code DISCARD}. Reply: OK; watched keys are forgotten too. Errors: ERR DISCARD without MULTI.
   */
  private static Reply discard(ClientSession client) {
    if (!client.transaction().isOpen()) {
      return Errors.err("DISCARD without MULTI");
    }
    client.transaction().discard();
    return Replies.OK;
  }

  /**
   * {@code WATCH key ...}. Reply: OK; the next EXEC runs nothing if one of the keys has changed by
   * then. Errors: ERR WATCH inside MULTI is not allowed.
   */
  private static Reply watch(Session session, Keyspace keys, Args args) {
    if (((ClientSession) session).transaction().isOpen()) {
      return Errors.err("WATCH inside MULTI is not allowed");
    }
    for (int i = 1; i < args.count(); i++) {
      session.watch(args.get(i), keys.version(args.get(i)));
    }
    return Replies.OK;
  }

  /** {@code UNWATCH}. Reply: OK. */
  private static Reply unwatch(ClientSession client) {
    client.transaction().unwatch();
    return Replies.OK;
  }
}
