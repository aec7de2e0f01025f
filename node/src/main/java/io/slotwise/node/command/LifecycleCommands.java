package io.slotwise.node.command;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.ALLOW_BUSY;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.NO_ASYNC_LOADING;
import static io.slotwise.protocol.command.Flag.NO_MULTI;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.node.command.NodeControl.SaveChoice;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Saving and stopping. There is no snapshot file to write: to save is to have everything in SST
 * files, to rewrite the append-only file is to compact them.
 */
final class LifecycleCommands {

  private static final Reply SAVING = new Reply.Status("Background saving started");
  private static final Reply REWRITING =
      new Reply.Status("Background append only file rewriting started");

  private final NodeControl control;
  private final DataStore store;

  LifecycleCommands(NodeControl control, DataStore store) {
    this.control = control;
    this.store = store;
  }

  List<CommandDef> all() {
    return List.of(
        command("save", SERVER)
            .arity(1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
            .onNode(this::save),
        command("bgsave", SERVER)
            .arity(-1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
            .onConnection(this::backgroundSave),
        command("lastsave", SERVER)
            .arity(1)
            .flags(LOADING, STALE, FAST)
            .acl(AclCategory.ADMIN, AclCategory.DANGEROUS)
            .tips("nondeterministic_output")
            .onConnection((session, args) -> Replies.integer(control.lastSaveAtS())),
        command("bgrewriteaof", SERVER)
            .arity(1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
            .onConnection(this::rewrite),
        command("shutdown", SERVER)
            .arity(-1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
            .onConnection(this::shutdown));
  }

  /** {@code SAVE}. Reply: OK once everything written before is in SST files. */
  private CompletionStage<Reply> save(Session session, Args args) {
    return store.flushMemtable().thenApply(done -> Replies.OK);
  }

  /** {@code BGSAVE [SCHEDULE]}. Reply: a status; the work goes on behind it. */
  private Reply backgroundSave(Session session, Args args) {
    if (args.count() > 2 || args.count() == 2 && !args.is(1, "schedule")) {
      return Errors.syntax();
    }
    store.scheduleFlushMemtable();
    return SAVING;
  }

  /** {@code BGREWRITEAOF}. Reply: a status; the store is compacted behind it. */
  private Reply rewrite(Session session, Args args) {
    store.compact();
    return REWRITING;
  }

  /**
   * {@code SHUTDOWN [NOSAVE|SAVE] [NOW] [FORCE] [ABORT]}. No reply: the connection is closed.
   * Errors, in order: ERR syntax error; ERR No shutdown in progress. NOW and FORCE change nothing:
   * there are no replicas to wait for.
   */
  private Reply shutdown(Session session, Args args) {
    SaveChoice save = SaveChoice.DEFAULT;
    boolean abort = false;
    for (int i = 1; i < args.count(); i++) {
      boolean saves = args.is(i, "save");
      if (saves || args.is(i, "nosave")) {
        SaveChoice choice = saves ? SaveChoice.SAVE : SaveChoice.NOSAVE;
        if (save != SaveChoice.DEFAULT && save != choice) {
          return Errors.syntax();
        }
        save = choice;
      } else if (args.is(i, "abort")) {
        abort = true;
      } else if (!args.is(i, "now") && !args.is(i, "force")) {
        return Errors.syntax();
      }
    }
    if (abort) {
      return args.count() > 2 ? Errors.syntax() : Errors.err("No shutdown in progress.");
    }
    control.shutdown(save);
    return Replies.NONE;
  }
}
