package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Commands of Slotwise's own that make the store put its data in order on disk: for operators, and
 * for whoever runs with {@code durability = memory} and says himself when data must be safe.
 */
public final class StoreCommands {

  private static final String SINCE = "slotwise-0.1.0";

  private final DataStore store;

  public StoreCommands(DataStore store) {
    this.store = store;
  }

  public List<CommandDef> commands() {
    return List.of(
        own("flushmemtable", -1).onNode(this::flushMemtable),
        own("flushwal", 1).onNode(this::flushWal),
        own("compact", 1).onNode(this::compact),
        own("flushblockcache", 1).onNode(this::flushBlockCache));
  }

  private static CommandDef.Builder own(String name, int arity) {
    return command(name, SERVER).since(SINCE).arity(arity).flags(ADMIN, NOSCRIPT);
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
