package io.slotwise.node.script;

import static io.slotwise.protocol.command.CommandGroup.SCRIPTING;
import static io.slotwise.protocol.command.Flag.ALLOW_BUSY;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.ScriptCall;
import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.scripting.ScriptException;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** SCRIPT: the cache of scripts, and the one that runs. */
final class ScriptCommands {

  private static final Reply HELP =
      HelpText.of("script")
          .lines(
              "DEBUG (YES|SYNC|NO)",
              "NO does nothing; the debugger itself is not available.",
              "EXISTS <sha1> [<sha1> ...]",
              "Which of these scripts are kept: 1 or 0 for each.",
              "FLUSH [ASYNC|SYNC]",
              "Forget all scripts.",
              "KILL",
              "End the script that has run for the longest; nothing of what it wrote stays.",
              "LOAD <script>",
              "Keep a script for EVALSHA, without running it.",
              "SHOW <sha1>",
              "The text of a script that is kept.")
          .reply();

  private final ScriptingServices services;
  private final Handler.OnEveryNode show = Everywhere.oneOf((session, args) -> now(show(args)));

  ScriptCommands(ScriptingServices services) {
    this.services = services;
  }

  /**
   * Looks for a script on other nodes, and keeps it where there is one.
   *
   * @param sha1 of one that is not kept here
   * @return completes on any thread, whether it was found or not
   */
  CompletionStage<Void> fetch(ClientSession session, Bytes sha1) {
    Args request = Args.of(Bytes.of("SCRIPT"), Bytes.of("SHOW"), sha1);
    return services
        .extent()
        .run(session, show, request)
        .thenAcceptAsync(
            reply -> {
              if (reply instanceof Reply.Bulk text) {
                keep(text.bytes());
              }
            },
            services.threads());
  }

  private String keep(Bytes text) {
    try {
      return services.cache().load(text).sha1();
    } catch (ScriptException e) {
      throw new CommandError(e.error());
    }
  }

  List<CommandDef> all() {
    return List.of(
        container("script", SCRIPTING)
            .since("2.6.0")
            .arity(-2)
            .sub(
                part("debug", "3.2.0", 3)
                    .flags(NOSCRIPT)
                    .onConnection((session, args) -> debug(args)))
            .sub(
                part("exists", "2.6.0", -3)
                    .flags(NOSCRIPT)
                    .tips("request_policy:all_shards", "response_policy:agg_logical_and")
                    .onEveryNode(Everywhere.anyOf((session, args) -> now(exists(args)))))
            .sub(
                part("flush", "2.6.0", -2)
                    .flags(NOSCRIPT)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .onEveryNode(Everywhere.done((session, args) -> now(flush(args)))))
            .sub(
                part("help", "5.0.0", 2)
                    .flags(LOADING, STALE)
                    .onConnection((session, args) -> HELP))
            .sub(
                part("kill", "2.6.0", 2)
                    .flags(NOSCRIPT, ALLOW_BUSY)
                    .tips("request_policy:all_shards", "response_policy:one_succeeded")
                    .onEveryNode(
                        Everywhere.oneOf(
                            (session, args) ->
                                now(services.running().kill(ScriptCall.Kind.SCRIPT)))))
            .sub(
                part("load", "2.6.0", 3)
                    .flags(NOSCRIPT, STALE)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .onEveryNode(Everywhere.told(this::load)))
            .sub(part("show", "7.0.0", 3).flags(NOSCRIPT).onEveryNode(show))
            .build());
  }

  private static CompletionStage<Reply> now(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }

  private static CommandDef.Builder part(String name, String since, int arity) {
    return command("script|" + name, SCRIPTING)
        .since(since)
        .arity(arity)
        .acl(AclCategory.SCRIPTING);
  }

  /**
   * {@code SCRIPT LOAD script}. Reply: its SHA-1. Errors: ERR Error compiling script. Compiles on a
   * script thread, for that takes long where a script is large.
   */
  private CompletionStage<Reply> load(Session session, Args args) {
    return CompletableFuture.supplyAsync(() -> Replies.bulk(keep(args.get(2))), services.threads());
  }

  /** {@code SCRIPT SHOW sha1}. Reply: the text of a script. Errors: NOSCRIPT. */
  private Reply show(Args args) {
    return services
        .cache()
        .find(args.get(2).latin1())
        .<Reply>map(script -> Replies.bulk(script.text()))
        .orElse(EvalCommands.NO_SCRIPT);
  }

  /** {@code SCRIPT EXISTS sha1 ...}. Reply: 1 or 0 for each, 1 where any node keeps it. */
  private Reply exists(Args args) {
    List<Reply> known = new ArrayList<>();
    for (int i = 2; i < args.count(); i++) {
      known.add(Replies.integer(services.cache().find(args.get(i).latin1()).isPresent() ? 1 : 0));
    }
    return new Reply.Array(known);
  }

  /**
   * {@code SCRIPT FLUSH [ASYNC|SYNC]}. Reply: OK. Errors: ERR SCRIPT FLUSH only support SYNC|ASYNC
   * option.
   */
  private Reply flush(Args args) {
    boolean known = args.count() == 2 || args.is(2, "sync") || args.is(2, "async");
    if (args.count() > 3 || !known) {
      return Errors.err("SCRIPT FLUSH only support SYNC|ASYNC option");
    }
    services.cache().clear();
    return Replies.OK;
  }

  /**
   * {@code SCRIPT DEBUG YES|SYNC|NO}. Reply: OK to NO. Errors: ERR for the debugger, which is not
   * there; ERR Use SCRIPT DEBUG YES/SYNC/NO.
   */
  private Reply debug(Args args) {
    if (args.is(2, "no")) {
      return Replies.OK;
    }
    return args.is(2, "yes") || args.is(2, "sync")
        ? Errors.err("The debugger of scripts is not available")
        : Errors.err("Use SCRIPT DEBUG YES/SYNC/NO");
  }
}
