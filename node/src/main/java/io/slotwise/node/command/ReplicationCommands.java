package io.slotwise.node.command;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.NO_ASYNC_LOADING;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.util.List;

/** What a node that replicates from no Redis server says about that. */
final class ReplicationCommands {

  private static final Reply ROLE =
      Replies.array(Replies.bulk("master"), Replies.ZERO, Replies.EMPTY_ARRAY);

  static final List<CommandDef> ALL =
      List.of(
          command("role", SERVER)
              .since("2.8.12")
              .arity(1)
              .flags(NOSCRIPT, LOADING, STALE, FAST)
              .acl(AclCategory.ADMIN, AclCategory.DANGEROUS)
              .onConnection((session, args) -> ROLE),
          replicaOf("replicaof", "5.0.0"),
          replicaOf("slaveof", "1.0.0"),
          command("failover", SERVER)
              .since("6.2.0")
              .arity(-1)
              .flags(ADMIN, NOSCRIPT, STALE)
              .onConnection(ReplicationCommands::failover));

  private ReplicationCommands() {}

  private static CommandDef replicaOf(String name, String since) {
    return command(name, SERVER)
        .since(since)
        .arity(3)
        .flags(ADMIN, NOSCRIPT, STALE, NO_ASYNC_LOADING)
        .onConnection(ReplicationCommands::becomeReplica);
  }

  /** {@code REPLICAOF host port}. Reply: OK to NO ONE, else an error. */
  private static Reply becomeReplica(Session session, Args args) {
    return args.is(1, "no") && args.is(2, "one")
        ? Replies.OK
        : Errors.err("Slotwise does not replicate from a Redis server");
  }

  /**
   * {@code FAILOVER [TO host port [FORCE]] [ABORT] [TIMEOUT milliseconds]}. Always an error: there
   * is nobody to fail over to. Errors, in order of the words: ERR value is not an integer or out of
   * range; ERR FAILOVER timeout must be greater than 0; ERR syntax error; then ERR No failover in
   * progress.; ERR FAILOVER requires connected replicas.
   */
  private static Reply failover(Session session, Args args) {
    boolean named = false;
    for (int i = 1; i < args.count(); i++) {
      int following = args.count() - 1 - i;
      if (args.is(i, "timeout") && following >= 1) {
        i++;
        if (args.integer(i) <= 0) {
          return Errors.err("FAILOVER timeout must be greater than 0");
        }
      } else if (args.is(i, "to") && following >= 2 && !named) {
        args.integer(i + 2);
        named = true;
        i += 2;
      } else if (args.is(i, "abort") && args.count() == 2) {
        return Errors.err("No failover in progress.");
      } else if (!args.is(i, "force")) {
        return Errors.syntax();
      }
    }
    return Errors.err("FAILOVER requires connected replicas.");
  }
}
