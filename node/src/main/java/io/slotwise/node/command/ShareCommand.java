package io.slotwise.node.command;

import static io.slotwise.protocol.command.CommandGroup.CLUSTER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.node.connection.CatalogEntry;
import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.whole.ClusterExtent;
import io.slotwise.node.whole.LedKeys;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import io.slotwise.sharding.replication.SlotRange;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * CLUSTER SHARE: what a node is asked by another one, whose client has given a command on the whole
 * cluster.
 */
final class ShareCommand {

  private static final Reply.Error NO_SUCH_SHARD = Errors.err("no such shard in the cluster");

  private final Supplier<CommandCatalog> catalog;
  private final DataStore store;
  private final SlotOwners owners;

  ShareCommand(Supplier<CommandCatalog> catalog, DataStore store, SlotOwners owners) {
    this.catalog = catalog;
    this.store = store;
    this.owners = owners;
  }

  CommandDef definition() {
    return command("cluster|share", CLUSTER)
        .since("7.0.0")
        .arity(-4)
        .flags(ADMIN, NOSCRIPT)
        .onNode(this::share);
  }

  /**
   * {@code CLUSTER SHARE shards|- command [arg ...]}, with the numbers of shards between commas.
   * Reply: what the command says to the keys of these shards alone, or to this node alone. Errors:
   * ERR where it is none that has shares; CLUSTERDOWN where this node does not lead all of the
   * shards, and then nothing was done; those of the command.
   */
  private CompletionStage<Reply> share(Session session, Args args) {
    Args request = args.from(3);
    CatalogEntry command = catalog.get().find(request);
    Handler handler =
        command == null || !command.accepts(request.count()) ? null : command.def().handler();
    if (handler instanceof Handler.OnDatabases onDatabases) {
      List<SlotRange> shards =
          Arrays.stream(args.get(2).latin1().split(",")).map(this::shard).toList();
      return onDatabases.run(new LedKeys(store, owners, shards), session, request);
    }
    if (handler instanceof Handler.OnEveryNode onEveryNode
        && args.get(2).equals(ClusterExtent.NODE)) {
      return onEveryNode.run(session, request);
    }
    throw new CommandError(Errors.err("not a command of which nodes have shares"));
  }

  private SlotRange shard(String number) {
    try {
      return owners.shards().get(Integer.parseInt(number));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new CommandError(NO_SUCH_SHARD);
    }
  }
}
