package io.slotwise.node.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.protocol.command.KeySpec.Effect.INCOMPLETE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.migration.MigrateOptions;
import io.slotwise.node.migration.Migration;
import io.slotwise.node.migration.MigrationServices;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** MIGRATE, which is more than one command: DUMP and DEL here, RESTORE on another server. */
final class MigrateCommand {

  private static final KeySpec BEHIND_KEYS =
      new KeySpec.AfterKeyword("KEYS", -2, -1, 1, 0, RW, EnumSet.of(ACCESS, DELETE, INCOMPLETE));
  private static final Bytes DUMP = Bytes.of("dump");

  private final MigrationServices services;
  private final Supplier<CommandCatalog> catalog;

  MigrateCommand(NodeServices node, Supplier<CommandCatalog> catalog) {
    this.services =
        new MigrationServices(
            node.store(), node.networkThreads(), node.tls(), node.timer(), node.clock());
    this.catalog = catalog;
  }

  List<CommandDef> all() {
    return List.of(
        command("migrate", GENERIC)
            .since("2.6.0")
            .arity(-6)
            .flags(WRITE)
            .keys(range(3, 3, 1, RW, ACCESS, DELETE), BEHIND_KEYS)
            .acl(AclCategory.KEYSPACE, AclCategory.DANGEROUS)
            .tips("nondeterministic_output")
            .onNode(this::migrate));
  }

  /**
   * {@code MIGRATE host port key|"" destination-db timeout [COPY] [REPLACE] [AUTH password | AUTH2
   * username password] [KEYS key [key ...]]}, timeout in ms, 1000 for 0 or less. Reply: OK, or
   * NOKEY when none of the keys is there.
   *
   * <p>Errors, in order: those of {@link MigrateOptions#parse}; IOERR when the target is not
   * reached or does not answer in time; what the target says; ERR for a key that does not hold
   * still. Keys that were moved before an error stay moved.
   *
   * <p>Effects: key event "del" of each key that has left.
   */
  private CompletionStage<Reply> migrate(Session session, Args args) {
    MigrateOptions options = MigrateOptions.parse(session, args);
    Handler.OnSlot dump = (Handler.OnSlot) catalog.get().find(DUMP).def().handler();
    return new Migration(services, dump, options, session.database()).run();
  }
}
