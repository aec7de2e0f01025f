package io.slotwise.node.command;

import io.slotwise.node.connection.CatalogEntry;
import io.slotwise.node.connection.ClientPause;
import io.slotwise.node.connection.ClientRegistry;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Clients;
import io.slotwise.node.connection.CommandCatalog;
import io.slotwise.node.connection.FakeConnection;
import io.slotwise.node.connection.FakeSettings;
import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.Gates;
import io.slotwise.node.connection.MonitorFeed;
import io.slotwise.node.connection.NobodyElse;
import io.slotwise.node.connection.NodeCondition;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.pubsub.LoopMails;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.CommandGroup;
import io.slotwise.protocol.command.Flag;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Runs the commands of this package the way the node does, without sockets and data. */
final class CommandBench implements AutoCloseable {

  static final String NODE_ID = "0123456789abcdef0123456789abcdef01234567";

  final FakeSettings settings = new FakeSettings();
  final FakeStore store = new FakeStore();
  final List<NodeControl.SaveChoice> shutdowns = new ArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  long nowNanos = 1_000_000_000L;
  final ClientRegistry registry = new ClientRegistry(settings, () -> nowNanos);
  final ClientPause pause = new ClientPause(timer, System::nanoTime);
  private final MonitorFeed monitors = new MonitorFeed(() -> Instant.ofEpochSecond(7, 42_000));
  final PubSub pubSub = new PubSub(new LoopMails(1), 1);
  final CommandCatalog catalog;
  private final Gates gates;
  private long nextId = 1;

  CommandBench() {
    List<CommandDef> defs = new ArrayList<>();
    Clients clients =
        new Clients(
            settings,
            registry,
            pause,
            monitors,
            pubSub,
            new KeyTracking(new LoopMails(1)),
            NobodyElse.with(timer));
    NodeServices node =
        new NodeServices(
            store,
            SlotOwners.ALONE,
            Followers.NONE,
            NODE_ID,
            null,
            control(),
            () -> Instant.ofEpochSecond(7, 42_000),
            Runnable::run,
            null,
            timer);
    defs.addAll(NodeCommands.all(clients, node, this::catalog));
    defs.addAll(keyed());
    catalog = new CommandCatalog(defs, 1);
    gates = new Gates(catalog, settings, new NodeCondition(), pause);
  }

  private CommandCatalog catalog() {
    return catalog;
  }

  /** Commands with keys, in the shapes that COMMAND GETKEYS has to understand. */
  private static List<CommandDef> keyed() {
    KeySpec.Effect access = KeySpec.Effect.ACCESS;
    KeySpec.Effect update = KeySpec.Effect.UPDATE;
    return List.of(
        CommandDef.command("get", CommandGroup.STRING)
            .arity(2)
            .flags(Flag.READONLY, Flag.FAST)
            .acl(AclCategory.STRING)
            .keys(CommandDef.range(1, 1, 1, KeySpec.Access.RO, access))
            .onSlot((keys, args) -> Replies.NIL),
        CommandDef.command("set", CommandGroup.STRING)
            .arity(-3)
            .flags(Flag.WRITE, Flag.DENYOOM)
            .acl(AclCategory.STRING)
            .keys(
                CommandDef.range(
                    1, 1, 1, KeySpec.Access.RW, access, update, KeySpec.Effect.VARIABLE_FLAGS))
            .onSlot((keys, args) -> Replies.OK),
        CommandDef.command("bitop", CommandGroup.BITMAP)
            .arity(-4)
            .flags(Flag.WRITE)
            .keys(
                CommandDef.range(2, 2, 1, KeySpec.Access.OW, update),
                CommandDef.range(3, -1, 1, KeySpec.Access.RO, access))
            .onSlot((keys, args) -> Replies.ZERO));
  }

  private NodeControl control() {
    return new NodeControl() {
      @Override
      public void shutdown(SaveChoice save) {
        shutdowns.add(save);
      }

      @Override
      public void enterCluster(Map<String, String> settings) {
        throw new IllegalStateException("there is no process to start again");
      }

      @Override
      public long lastSaveAtS() {
        return 1234;
      }
    };
  }

  ClientSession connect() {
    return registry.open(new FakeConnection(nextId++));
  }

  static FakeConnection connection(ClientSession client) {
    return (FakeConnection) client.connection();
  }

  /** The reply as text; empty when none is written. */
  String run(ClientSession client, String... words) {
    Args args = Args.of(words);
    CatalogEntry entry = catalog.find(args);
    Reply reply = gates.check(client, entry, args);
    if (reply == null) {
      client.begin(entry);
      reply = handle(client, entry, args);
      monitors.show(client, entry, args);
    }
    return client.takesReply() ? RespText.of(reply) : "";
  }

  private static Reply handle(ClientSession client, CatalogEntry entry, Args args) {
    try {
      if (entry.def().handler() instanceof Handler.OnConnection handler) {
        return handler.run(client, args);
      }
      Handler.OnNode handler = (Handler.OnNode) entry.def().handler();
      CompletableFuture<Reply> reply = handler.run(client, args).toCompletableFuture();
      return reply.getNow(new Reply.Status("(waiting)"));
    } catch (CommandError error) {
      return error.reply();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
