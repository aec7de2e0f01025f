package io.slotwise.node.command;

import io.slotwise.node.connection.Clients;
import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.sharding.api.CommandDef;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every command of this package. */
public final class NodeCommands {

  private NodeCommands() {}

  /**
   * @param catalog that these commands will be part of: COMMAND asks for it when a request comes
   */
  public static List<CommandDef> all(
      Clients clients, NodeServices node, Supplier<CommandCatalog> catalog) {
    return Stream.of(
            new ConnectionCommands(clients).all(),
            new ClientCommands(clients).all(),
            TransactionCommands.ALL,
            new PubSubCommands(
                    clients.pubSub(), clients.others().broadcast(), node.owners()::serves)
                .all(),
            new CommandCommands(catalog).all(),
            new ClusterCommands(
                    node, clients, new ShareCommand(catalog, node.store(), node.owners()))
                .all(),
            new ServerCommands(clients.monitors(), node.clock()).all(),
            new LifecycleCommands(node.control(), node.store()).all(),
            ReplicationCommands.ALL,
            new WaitCommands(node).all(),
            new MigrateCommand(node, catalog).all())
        .flatMap(List::stream)
        .toList();
  }
}
