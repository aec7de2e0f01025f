package io.slotwise.ops.latency;

import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.ops.HelpText;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.CommandStats;
import io.slotwise.sharding.api.CommandStatsSource;
import io.slotwise.sharding.api.Session;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** {@code LATENCY DOCTOR | GRAPH | HISTOGRAM | HISTORY | LATEST | RESET | HELP}. */
public final class LatencyCommands {

  private static final HelpText HELP =
      HelpText.of("LATENCY")
          .line("DOCTOR", "What the spikes say, and what to try.")
          .line("GRAPH <event>", "The samples of an event, drawn.")
          .line("HISTORY <event>", "The samples of an event: Unix time and milliseconds.")
          .line("LATEST", "The newest sample and the worst of each event.")
          .line("RESET [<event> ...]", "Forgets the samples of these events, or all.")
          .line(
              "HISTOGRAM [COMMAND ...]",
              "How many calls of these commands, or of all, took at most so many microseconds.");

  private final LatencyMonitor monitor;
  private final CommandStatsSource commands;
  private final ConfigTable config;
  private final InstantSource clock;

  public LatencyCommands(
      LatencyMonitor monitor,
      CommandStatsSource commands,
      ConfigTable config,
      InstantSource clock) {
    this.monitor = monitor;
    this.commands = commands;
    this.config = config;
    this.clock = clock;
  }

  public List<CommandDef> all() {
    String allNodes = "request_policy:all_nodes";
    return List.of(
        container("latency", SERVER)
            .since("2.8.13")
            .arity(-2)
            .sub(special("doctor", "2.8.13", 2).onConnection(this::doctor))
            .sub(special("graph", "2.8.13", 3).onConnection(this::graph))
            .sub(
                command("latency|help", SERVER)
                    .since("2.8.13")
                    .arity(2)
                    .flags(LOADING, STALE)
                    .onConnection((session, args) -> HELP.reply()))
            .sub(special("histogram", "7.0.0", -2).onConnection(this::histogram))
            .sub(special("history", "2.8.13", 3).onConnection(this::history))
            .sub(special("latest", "2.8.13", 2).onConnection(this::latest))
            .sub(
                admin("reset", "2.8.13", -2)
                    .tips(allNodes, "response_policy:all_succeeded")
                    .onConnection(this::reset))
            .build());
  }

  private static CommandDef.Builder special(String subcommand, String since, int arity) {
    return admin(subcommand, since, arity)
        .tips("nondeterministic_output", "request_policy:all_nodes", "response_policy:special");
  }

  private static CommandDef.Builder admin(String subcommand, String since, int arity) {
    return command("latency|" + subcommand, SERVER)
        .since(since)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE);
  }

  /** {@code LATENCY DOCTOR}. Reply: text. */
  Reply doctor(Session session, Args args) {
    return new Reply.Verbatim("txt", Bytes.of(LatencyDoctor.report(monitor, config)));
  }

  /** {@code LATENCY GRAPH event}. Reply: text. Errors: no samples for that event. */
  Reply graph(Session session, Args args) {
    String event = args.get(2).utf8();
    LatencyMonitor.Series series = monitor.of(event);
    if (series == null) {
      return Errors.err("No samples available for event '" + Errors.oneLine(event) + "'");
    }
    String text = LatencyGraph.of(series, clock.instant().getEpochSecond());
    return new Reply.Verbatim("txt", Bytes.of(text));
  }

  /** {@code LATENCY HISTORY event}. Reply: array of pairs of Unix time and milliseconds. */
  Reply history(Session session, Args args) {
    LatencyMonitor.Series series = monitor.of(args.get(2).utf8());
    if (series == null) {
      return Replies.EMPTY_ARRAY;
    }
    return new Reply.Array(
        series.samples().stream()
            .map(
                sample ->
                    Replies.array(
                        Replies.integer(sample.unixSeconds()), Replies.integer(sample.latencyMs())))
            .toList());
  }

  /** {@code LATENCY LATEST}. Reply: array of event, Unix time, milliseconds, worst. */
  Reply latest(Session session, Args args) {
    return new Reply.Array(
        monitor.all().stream()
            .map(
                series ->
                    Replies.array(
                        Replies.bulk(series.event()),
                        Replies.integer(series.latest().unixSeconds()),
                        Replies.integer(series.latest().latencyMs()),
                        Replies.integer(series.maxMs())))
            .toList());
  }

  /** {@code LATENCY RESET [event ...]}. Reply: how many kinds of events were forgotten. */
  Reply reset(Session session, Args args) {
    if (args.count() == 2) {
      return Replies.integer(monitor.resetAll());
    }
    int count = 0;
    for (int i = 2; i < args.count(); i++) {
      count += monitor.reset(args.get(i).utf8()) ? 1 : 0;
    }
    return Replies.integer(count);
  }

  /**
   * {@code LATENCY HISTOGRAM [command ...]}. Reply: map of commands to calls and, for bounds in
   * microseconds, how many calls took at most that; bounds are powers of two. A container stands
   * for its subcommands; unknown names are passed over.
   */
  Reply histogram(Session session, Args args) {
    List<Reply> found = new ArrayList<>();
    if (args.count() == 2) {
      commands.commandStats().forEach(stats -> add(stats, found));
    }
    for (int i = 2; i < args.count(); i++) {
      String name = args.get(i).lowerCase();
      for (CommandStats stats : commands.commandStats()) {
        if (stats.name().equals(name) || stats.name().startsWith(name + "|")) {
          add(stats, found);
        }
      }
    }
    return new Reply.MapOf(found);
  }

  private static void add(CommandStats stats, List<Reply> found) {
    if (stats.calls() == 0) {
      return;
    }
    List<Reply> buckets = new ArrayList<>();
    long before = 0;
    long[] within = stats.callsWithinPowersOfTwoUsec();
    for (int power = 0; power < within.length; power++) {
      if (within[power] > before) {
        buckets.add(Replies.integer(1L << power));
        buckets.add(Replies.integer(within[power]));
        before = within[power];
      }
    }
    found.add(Replies.bulk(stats.name()));
    found.add(
        new Reply.MapOf(
            List.of(
                Replies.bulk("calls"),
                Replies.integer(stats.calls()),
                Replies.bulk("histogram_usec"),
                new Reply.MapOf(buckets))));
  }
}
