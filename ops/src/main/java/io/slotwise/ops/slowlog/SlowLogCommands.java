package io.slotwise.ops.slowlog;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.util.List;

/** {@code SLOWLOG GET | LEN | RESET | HELP}. */
public final class SlowLogCommands {

  private static final long DEFAULT_COUNT = 10;

  private static final String COUNT_REFUSAL = "count should be greater than or equal to -1";

  private static final HelpText HELP =
      HelpText.of("SLOWLOG")
          .line(
              "GET [<count>]",
              "The newest entries (10; -1 for all), each with id, Unix time, microseconds,",
              "arguments, address of the client, and its name.")
          .line("LEN", "How many entries there are.")
          .line("RESET", "Drops all entries.");

  private final SlowLog log;

  public SlowLogCommands(SlowLog log) {
    this.log = log;
  }

  public List<CommandDef> all() {
    return List.of(
        container("slowlog", SERVER)
            .since("2.2.12")
            .arity(-2)
            .sub(
                admin("get", -2)
                    .tips("request_policy:all_nodes", "nondeterministic_output")
                    .onConnection(this::get))
            .sub(
                admin("len", 2)
                    .tips(
                        "request_policy:all_nodes",
                        "response_policy:agg_sum",
                        "nondeterministic_output")
                    .onConnection((session, args) -> Replies.integer(log.size())))
            .sub(
                admin("reset", 2)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .onConnection(this::reset))
            .sub(
                command("slowlog|help", SERVER)
                    .since("6.2.0")
                    .arity(2)
                    .flags(LOADING, STALE)
                    .onConnection((session, args) -> HELP.reply()))
            .build());
  }

  private static CommandDef.Builder admin(String subcommand, int arity) {
    return command("slowlog|" + subcommand, SERVER)
        .since("2.2.12")
        .arity(arity)
        .flags(ADMIN, LOADING, STALE);
  }

  /**
   * {@code SLOWLOG GET [count]}. Reply: array of entries, newest first. Errors, in order: not an
   * integer; count should be greater than or equal to -1.
   */
  Reply get(Session session, Args args) {
    if (args.count() > 3) {
      return Errors.subcommandSyntax("slowlog", args.get(1));
    }
    long count = DEFAULT_COUNT;
    if (args.count() == 3) {
      count = args.integer(2, Errors.err(COUNT_REFUSAL));
      if (count < -1) {
        return Errors.err(COUNT_REFUSAL);
      }
    }
    long wanted = count == -1 ? Long.MAX_VALUE : count;
    return new Reply.Array(log.newest(wanted).stream().map(SlowLogCommands::reply).toList());
  }

  private static Reply reply(SlowLog.Entry entry) {
    return Replies.array(
        Replies.integer(entry.id()),
        Replies.integer(entry.unixSeconds()),
        Replies.integer(entry.durationMicros()),
        new Reply.Array(entry.args().stream().map(Replies::bulk).toList()),
        Replies.bulk(entry.clientAddress()),
        Replies.bulk(entry.clientName()));
  }

  private Reply reset(Session session, Args args) {
    log.clear();
    return Replies.OK;
  }
}
