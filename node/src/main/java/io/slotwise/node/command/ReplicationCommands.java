package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.clientLater;
import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.NO_ASYNC_LOADING;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.node.connection.Blockade;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a node without replicas says about replication. */
final class ReplicationCommands {

  private final DataStore store;
  private final ScheduledExecutorService timer;

  ReplicationCommands(DataStore store, ScheduledExecutorService timer) {
    this.store = store;
    this.timer = timer;
  }

  List<CommandDef> all() {
    return List.of(
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
            .onConnection(ReplicationCommands::failover),
        command("wait", GENERIC)
            .since("3.0.0")
            .arity(3)
            .flags(NOSCRIPT)
            .acl(AclCategory.CONNECTION)
            .tips("request_policy:all_shards", "response_policy:agg_min")
            .onNode(clientLater(this::waitForReplicas)),
        command("waitaof", GENERIC)
            .since("7.2.0")
            .arity(4)
            .flags(NOSCRIPT)
            .acl(AclCategory.CONNECTION)
            .tips("request_policy:all_shards", "response_policy:agg_min")
            .onNode(clientLater(this::waitForLog)));
  }

  private static final Reply ROLE =
      Replies.array(Replies.bulk("master"), Replies.ZERO, Replies.EMPTY_ARRAY);

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

  /**
   * {@code WAIT numreplicas timeout}. Reply: integer 0, at once when no replica is asked for, else
   * when the time is up (0: never). Errors, in order: ERR value is not an integer or out of range;
   * ERR timeout is not an integer or out of range; ERR timeout is negative.
   */
  private CompletionStage<Reply> waitForReplicas(ClientSession client, Args args) {
    long replicas = args.integer(1);
    return afterTimeout(client, replicas, Timeouts.milliseconds(args, 2), Replies.ZERO);
  }

  /**
   * {@code WAITAOF numlocal numreplicas timeout}. Reply: array of 1 (the log of this node is on
   * disk) and the count of replicas that have it, 0.
   */
  private CompletionStage<Reply> waitForLog(ClientSession client, Args args) {
    long local = args.integer(1);
    if (local < 0 || local > 1) {
      throw new CommandError(Errors.err("value is out of range, value must between 0 and 1"));
    }
    long replicas = args.integer(2, Errors.err("value is out of range, must be positive"));
    if (replicas < 0) {
      throw new CommandError(Errors.err("value is out of range, must be positive"));
    }
    long timeoutMs = Timeouts.milliseconds(args, 3);
    Reply synced = Replies.array(Replies.ONE, Replies.ZERO);
    return store.syncLog().thenCompose(done -> afterTimeout(client, replicas, timeoutMs, synced));
  }

  private CompletionStage<Reply> afterTimeout(
      ClientSession client, long replicas, long timeoutMs, Reply reply) {
    if (replicas <= 0) {
      return CompletableFuture.completedFuture(reply);
    }
    ReplicaWait wait = new ReplicaWait(reply);
    client.setBlockade(wait);
    if (timeoutMs > 0) {
      Future<?> end = timer.schedule(wait::endByTimeout, timeoutMs, TimeUnit.MILLISECONDS);
      wait.ended.whenComplete((shown, failure) -> end.cancel(false));
    }
    return wait.ended.whenComplete((shown, failure) -> client.setBlockade(null));
  }

  /** What a client waits for that asked for replicas: there are none, so only for its end. */
  private static final class ReplicaWait implements Blockade {
    private final Reply onTimeout;
    private final CompletableFuture<Reply> ended = new CompletableFuture<>();

    ReplicaWait(Reply onTimeout) {
      this.onTimeout = onTimeout;
    }

    @Override
    public boolean endByTimeout() {
      return ended.complete(onTimeout);
    }

    @Override
    public boolean endWithError() {
      return ended.complete(Blockade.UNBLOCKED);
    }
  }
}
