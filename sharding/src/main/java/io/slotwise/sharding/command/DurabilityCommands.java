package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.sharding.api.CommandDef.command;

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

/**
 * How safe the data are: waiting until they are, and making the store put them in order on disk.
 * FLUSHMEMTABLE, FLUSHWAL, COMPACT and FLUSHBLOCKCACHE are Slotwise's own.
 */
public final class DurabilityCommands {

  private static final String SINCE = "slotwise-0.1.0";

  private static final Reply.Error BAD_TIMEOUT =
      Errors.err("timeout is not an integer or out of range");
  private static final Reply.Error NEGATIVE_TIMEOUT = Errors.err("timeout is negative");
  private static final Reply.Error LOCAL_OUT_OF_RANGE =
      Errors.err("value is out of range, value must between 0 and 1");
  private static final Reply.Error REPLICAS_OUT_OF_RANGE =
      Errors.err("value is out of range, must be positive");

  private final DataStore store;

  public DurabilityCommands(DataStore store) {
    this.store = store;
  }

  public List<CommandDef> commands() {
    return List.of(
        command("wait", GENERIC)
            .since("3.0.0")
            .arity(3)
            .flags(NOSCRIPT)
            .acl(AclCategory.CONNECTION)
            .tips("request_policy:all_shards", "response_policy:agg_min")
            .onNode(this::waitForReplicas),
        command("waitaof", GENERIC)
            .since("7.2.0")
            .arity(4)
            .flags(NOSCRIPT)
            .acl(AclCategory.CONNECTION)
            .tips("request_policy:all_shards", "response_policy:agg_min")
            .onNode(this::waitForLog),
        own("flushmemtable", -1).onNode(this::flushMemtable),
        own("flushwal", 1).onNode(this::flushWal),
        own("compact", 1).onNode(this::compact),
        own("flushblockcache", 1).onNode(this::flushBlockCache));
  }

  private static CommandDef.Builder own(String name, int arity) {
    return command(name, SERVER).since(SINCE).arity(arity).flags(ADMIN, NOSCRIPT);
  }

  /**
   * {@code WAIT numreplicas timeout}. Reply: 0 at once, since there are no replicas and none can
   * come while it waits.
   *
   * <p>Errors, in order: not an integer; timeout not an integer; timeout is negative.
   */
  private CompletionStage<Reply> waitForReplicas(Session session, Args args) {
    args.integer(1);
    requireTimeout(args, 2);
    return CompletableFuture.completedStage(Replies.ZERO);
  }

  /**
   * {@code WAITAOF numlocal numreplicas timeout}. Reply: array of 1 once the log is synced here, or
   * 0 when that was not asked for, and 0 for replicas.
   *
   * <p>Errors, in order: not an integer, or not 0 or 1; not an integer, or negative; as of WAIT.
   */
  private CompletionStage<Reply> waitForLog(Session session, Args args) {
    long local = args.integer(1);
    if (local < 0 || local > 1) {
      throw new CommandError(LOCAL_OUT_OF_RANGE);
    }
    if (args.integer(2) < 0) {
      throw new CommandError(REPLICAS_OUT_OF_RANGE);
    }
    requireTimeout(args, 3);
    CompletionStage<Void> synced =
        local == 0 ? CompletableFuture.completedStage(null) : store.syncLog();
    return synced.thenApply(nothing -> Replies.array(Replies.integer(local), Replies.ZERO));
  }

  private static void requireTimeout(Args args, int index) {
    if (args.integer(index, BAD_TIMEOUT) < 0) {
      throw new CommandError(NEGATIVE_TIMEOUT);
    }
  }

  /**
   * {@code FLUSHMEMTABLE [SYNC|ASYNC]}. Reply: OK once everything written before is in SST files;
   * with ASYNC once that is under way. Errors: syntax.
   */
  private CompletionStage<Reply> flushMemtable(Session session, Args args) {
    boolean async = args.count() == 2 && args.is(1, "async");
    boolean sync = args.count() == 1 || args.count() == 2 && args.is(1, "sync");
    if (async) {
      store.scheduleFlushMemtable();
      return CompletableFuture.completedStage(Replies.OK);
    }
    if (!sync) {
      throw new CommandError(Errors.syntax());
    }
    return store.flushMemtable().thenApply(nothing -> Replies.OK);
  }

  /** {@code FLUSHWAL}. Reply: OK once the log is synced to disk. */
  private CompletionStage<Reply> flushWal(Session session, Args args) {
    return store.syncLog().thenApply(nothing -> Replies.OK);
  }

  /** {@code COMPACT}. Reply: OK once the whole store is compacted, which may take minutes. */
  private CompletionStage<Reply> compact(Session session, Args args) {
    return store.compact().thenApply(nothing -> Replies.OK);
  }

  /** {@code FLUSHBLOCKCACHE}. Reply: OK; the next cold reads come from files. */
  private CompletionStage<Reply> flushBlockCache(Session session, Args args) {
    store.dropBlockCache();
    return CompletableFuture.completedStage(Replies.OK);
  }
}
