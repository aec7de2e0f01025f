package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.clientLater;
import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.replication.Copies;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * WAIT and WAITAOF: how many copies there are of what a client has written, and waiting for more.
 * The client's connection remembers what it has written in which shards; their logs know how far
 * each follower is.
 */
final class WaitCommands {

  private final NodeServices node;

  WaitCommands(NodeServices node) {
    this.node = node;
  }

  List<CommandDef> all() {
    return List.of(
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

  /**
   * {@code WAIT numreplicas timeout}. Reply: integer, how many other nodes have all that the client
   * has written, as soon as there are enough or the time is up (0: never). Errors, in order: ERR
   * value is not an integer or out of range; ERR timeout is not an integer or out of range; ERR
   * timeout is negative.
   */
  private CompletionStage<Reply> waitForReplicas(ClientSession client, Args args) {
    long replicas = args.integer(1);
    long timeoutMs = Timeouts.milliseconds(args, 2);
    return wait(
        client,
        timeoutMs,
        CopiesOfWrites::count,
        copies -> copies.others() >= replicas,
        copies -> Replies.integer(copies.others()));
  }

  private CompletionStage<Reply> wait(
      ClientSession client,
      long timeoutMs,
      Function<CopiesOfWrites, CompletionStage<Copies>> count,
      Predicate<Copies> enough,
      Function<Copies, Reply> reply) {
    boolean mayWait = !client.isInExec();
    boolean mayGrow = node.owners().isClustered();
    CopiesOfWrites written = CopiesOfWrites.of(client, node.followers());
    return new ReplicaWait(
            client,
            node.timer(),
            new ReplicaWait.Question(() -> count.apply(written), mayGrow, enough, reply))
        .begin(timeoutMs, mayWait);
  }

  /**
   * {@code WAITAOF numlocal numreplicas timeout}. Reply: array of 1 if the disk of this node has
   * all that the client has written, else 0, and of the count of other nodes whose disks have it.
   * Errors, in order: of the numbers as they stand.
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
    return wait(
        client,
        timeoutMs,
        this::synced,
        copies -> here(copies) >= local && copies.others() >= replicas,
        copies -> Replies.array(Replies.integer(here(copies)), Replies.integer(copies.others())));
  }

  private CompletionStage<Copies> synced(CopiesOfWrites written) {
    return node.owners().isClustered()
        ? written.sync()
        : node.store().syncLog().thenApply(done -> new Copies(true, 0));
  }

  private static int here(Copies copies) {
    return copies.here() ? 1 : 0;
  }
}
