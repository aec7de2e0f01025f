package io.slotwise.node.script;

import static io.slotwise.protocol.command.CommandGroup.SCRIPTING;
import static io.slotwise.protocol.command.Flag.ALLOW_BUSY;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Face;
import io.slotwise.node.connection.ScriptCall;
import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** FUNCTION: libraries of functions. What changes them runs on script threads. */
final class FunctionCommands {

  private static final Reply HELP =
      HelpText.of("function")
          .lines(
              "LOAD [REPLACE] <FUNCTION CODE>",
              "Take a library, also in place of one of the same name.",
              "DELETE <LIBRARY NAME>",
              "Drop a library with its functions.",
              "LIST [LIBRARYNAME PATTERN] [WITHCODE]",
              "Libraries with their functions, all or those whose name fits, also with their code.",
              "STATS",
              "The function that has run for the longest, if any, and the engines.",
              "KILL",
              "End the function that has run for the longest; nothing of what it wrote stays.",
              "FLUSH [ASYNC|SYNC]",
              "Drop all libraries.",
              "DUMP",
              "All libraries in one payload for RESTORE.",
              "RESTORE <PAYLOAD> [FLUSH|APPEND|REPLACE]",
              "Take the libraries of a payload: instead of all, besides all (the default; a name"
                  + " that is taken is an error), or in place of those of the same name.")
          .reply();

  private final ScriptingServices services;
  private final FunctionReplies replies;

  FunctionCommands(ScriptingServices services) {
    this.services = services;
    this.replies = new FunctionReplies(services);
  }

  List<CommandDef> all() {
    return List.of(
        container("function", SCRIPTING)
            .since("7.0.0")
            .arity(-2)
            .sub(writing("delete", 3).flags(NOSCRIPT).onNode(later(this::delete)))
            .sub(part("dump", 2).flags(NOSCRIPT).onConnection((session, args) -> dump()))
            .sub(writing("flush", -2).flags(NOSCRIPT).onNode(later(this::flush)))
            .sub(part("help", 2).flags(LOADING, STALE).onConnection((session, args) -> HELP))
            .sub(
                part("kill", 2)
                    .flags(NOSCRIPT, ALLOW_BUSY)
                    .tips("request_policy:all_shards", "response_policy:one_succeeded")
                    .onEveryNode(
                        Everywhere.oneOf(
                            (session, args) ->
                                CompletableFuture.completedFuture(
                                    services.running().kill(ScriptCall.Kind.FUNCTION)))))
            .sub(
                part("list", -2)
                    .flags(NOSCRIPT)
                    .tips("nondeterministic_output_order")
                    .onConnection((session, args) -> replies.list(args)))
            .sub(writing("load", -3).flags(NOSCRIPT, DENYOOM).onNode(later(this::load)))
            .sub(writing("restore", -3).flags(NOSCRIPT, DENYOOM).onNode(later(this::restore)))
            .sub(
                part("stats", 2)
                    .flags(NOSCRIPT, ALLOW_BUSY)
                    .tips(
                        "nondeterministic_output",
                        "request_policy:all_shards",
                        "response_policy:special")
                    .onConnection((session, args) -> replies.stats()))
            .build());
  }

  private static CommandDef.Builder part(String name, int arity) {
    return command("function|" + name, SCRIPTING)
        .since("7.0.0")
        .arity(arity)
        .acl(AclCategory.SCRIPTING);
  }

  private static CommandDef.Builder writing(String name, int arity) {
    return part(name, arity)
        .flags(WRITE)
        .tips("request_policy:all_shards", "response_policy:all_succeeded");
  }

  private Handler.OnNode later(BiFunction<Session, Args, CompletionStage<Reply>> code) {
    return (Session session, Args args) ->
        CompletableFuture.supplyAsync(() -> code.apply(session, args), services.threads())
            .thenCompose(reply -> reply);
  }

  /**
   * Whether the client has every node of the cluster do the same, as clients of Redis Cluster do,
   * for whom each has libraries of its own. Here the first has done it for all of them: what the
   * others find done is no error.
   */
  private static boolean asksEveryNode(Session session) {
    return ((ClientSession) session).face() == Face.CLUSTER;
  }

  /**
   * {@code FUNCTION LOAD [REPLACE] code}. Reply: the library's name.
   *
   * <p>Errors, in order: ERR Unknown option given; ERR Function code is missing; those of the code;
   * ERR Library already exists; ERR Function already exists.
   */
  private CompletionStage<Reply> load(Session session, Args args) {
    int codeAt = args.count() - 1;
    for (int i = 2; i < codeAt; i++) {
      if (!args.is(i, "replace")) {
        throw new CommandError(Errors.err("Unknown option given: " + args.get(i).utf8()));
      }
    }
    FunctionTable.Library library = services.functions().read(args.get(codeAt));
    boolean replaces = codeAt > 2;
    return services
        .functions()
        .change(
            table -> {
              if (table.has(library) && asksEveryNode(session)) {
                return table;
              }
              if (!replaces && table.has(library.name())) {
                throw new CommandError(
                    Errors.err("Library '" + library.name() + "' already exists"));
              }
              return table.with(library);
            })
        .thenApply(saved -> Replies.bulk(library.name()));
  }

  /** {@code FUNCTION DELETE library}. Reply: OK. Errors: ERR Library not found. */
  private CompletionStage<Reply> delete(Session session, Args args) {
    String name = args.get(2).latin1();
    return services
        .functions()
        .change(
            table -> {
              if (table.has(name)) {
                return table.without(name);
              }
              if (asksEveryNode(session) && services.functions().wasDroppedLately(name)) {
                return table;
              }
              throw new CommandError(Errors.err("Library not found"));
            })
        .thenApply(saved -> Replies.OK);
  }

  /**
   * {@code FUNCTION FLUSH [ASYNC|SYNC]}. Reply: OK. Errors: ERR FUNCTION FLUSH only supports
   * SYNC|ASYNC option.
   */
  private CompletionStage<Reply> flush(Session session, Args args) {
    if (args.count() > 3) {
      throw new CommandError(Errors.subcommandSyntax("function", args.get(1)));
    }
    if (args.count() == 3 && !args.is(2, "sync") && !args.is(2, "async")) {
      throw new CommandError(Errors.err("FUNCTION FLUSH only supports SYNC|ASYNC option"));
    }
    return services.functions().change(table -> FunctionTable.EMPTY).thenApply(saved -> Replies.OK);
  }

  /** {@code FUNCTION DUMP}. Reply: all libraries in one payload. */
  private Reply dump() {
    return new Reply.Bulk(services.functions().dump());
  }

  /**
   * {@code FUNCTION RESTORE payload [FLUSH|APPEND|REPLACE]}. Reply: OK.
   *
   * <p>Errors, in order: ERR Wrong restore policy given; ERR DUMP payload version or checksum are
   * wrong; those of the payload; ERR Library or Function already exists.
   */
  private CompletionStage<Reply> restore(Session session, Args args) {
    if (args.count() > 4) {
      throw new CommandError(Errors.subcommandSyntax("function", args.get(1)));
    }
    RestorePolicy policy = args.count() == 4 ? RestorePolicy.parse(args, 3) : RestorePolicy.APPEND;
    Bytes payload = args.get(2);
    List<FunctionTable.Library> libraries = services.functions().readDump(payload);
    return services
        .functions()
        .change(
            table ->
                policy == RestorePolicy.APPEND
                        && asksEveryNode(session)
                        && libraries.stream().allMatch(table::has)
                    ? table
                    : policy.restore(table, libraries))
        .thenApply(saved -> Replies.OK);
  }
}
