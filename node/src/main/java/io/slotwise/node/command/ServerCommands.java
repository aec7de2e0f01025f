package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.client;
import static io.slotwise.protocol.command.CommandGroup.SERVER;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.NO_ASYNC_LOADING;
import static io.slotwise.protocol.command.Flag.PROTECTED;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.MonitorFeed;
import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** MONITOR, TIME and MODULE. */
final class ServerCommands {

  private static final Reply MODULE_HELP =
      HelpText.of("module")
          .lines(
              "LIST",
              "The loaded modules: always none.",
              "LOAD <path> [<arg> ...]",
              "Refused.",
              "LOADEX <path> [CONFIG <name> <value> ...] [ARGS ...]",
              "Refused.",
              "UNLOAD <name>",
              "Refused.")
          .reply();

  private final MonitorFeed monitors;
  private final InstantSource clock;

  ServerCommands(MonitorFeed monitors, InstantSource clock) {
    this.monitors = monitors;
    this.clock = clock;
  }

  List<CommandDef> all() {
    return List.of(
        command("monitor", SERVER)
            .since("1.0.0")
            .arity(1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE)
            .onConnection(client(this::monitor)),
        command("time", SERVER)
            .since("2.6.0")
            .arity(1)
            .flags(LOADING, STALE, FAST)
            .tips("nondeterministic_output")
            .onConnection(this::time),
        container("module", SERVER)
            .since("4.0.0")
            .arity(-2)
            .sub(
                command("module|help", SERVER)
                    .since("5.0.0")
                    .arity(2)
                    .flags(LOADING, STALE)
                    .onConnection((session, args) -> MODULE_HELP))
            .sub(
                command("module|list", SERVER)
                    .since("4.0.0")
                    .arity(2)
                    .flags(ADMIN, NOSCRIPT)
                    .tips("nondeterministic_output_order")
                    .onConnection((session, args) -> Replies.EMPTY_ARRAY))
            .sub(loading("module|load", -3, "4.0.0"))
            .sub(loading("module|loadex", -3, "7.0.0"))
            .sub(loading("module|unload", 3, "4.0.0"))
            .build());
  }

  private static CommandDef loading(String name, int arity, String since) {
    return command(name, SERVER)
        .since(since)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, PROTECTED)
        .onConnection((session, args) -> Errors.err("Slotwise has no modules"));
  }

  /**
   * {@code MONITOR}. Reply: OK, then a line for each request; nothing to one who watches already.
   */
  private Reply monitor(ClientSession client, Args args) {
    if (client.isMonitor()) {
      return Replies.NONE;
    }
    monitors.add(client);
    return Replies.OK;
  }

  /** {@code TIME}. Reply: array of Unix seconds and the microseconds in that second. */
  private Reply time(Session session, Args args) {
    Instant now = clock.instant();
    return Replies.array(
        Replies.bulk(Bytes.of(now.getEpochSecond())),
        Replies.bulk(Bytes.of(now.getNano() / 1_000)));
  }
}
