package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.client;
import static io.slotwise.protocol.command.CommandGroup.CONNECTION;
import static io.slotwise.protocol.command.Flag.ADMIN;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.container;

import io.slotwise.node.connection.Blockade;
import io.slotwise.node.connection.ClientPause;
import io.slotwise.node.connection.ClientRegistry;
import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Clients;
import io.slotwise.ops.HelpText;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Session;
import java.util.List;

/** CLIENT: what a connection says of itself, and what an operator does to others. */
final class ClientCommands {

  private final ClientPause pause;
  private final ClientRegistry registry;
  private final ClientListing listing;
  private final ClientKill kill;
  private final TrackingCommands tracking;

  ClientCommands(Clients clients) {
    this.registry = clients.registry();
    this.pause = clients.pause();
    this.tracking = new TrackingCommands(registry, clients.tracking());
    this.listing = new ClientListing(registry);
    this.kill = new ClientKill(registry);
  }

  List<CommandDef> all() {
    return List.of(
        container("client", CONNECTION)
            .since("2.4.0")
            .arity(-2)
            .sub(own("caching", 3, "6.0.0").onConnection(client(tracking::caching)))
            .sub(own("getname", 2, "2.6.9").onConnection(client(ClientCommands::getName)))
            .sub(own("getredir", 2, "6.0.0").onConnection(client(tracking::redirection)))
            .sub(part("help", 2, "5.0.0").flags(LOADING, STALE).onConnection((s, args) -> HELP))
            .sub(own("id", 2, "5.0.0").onConnection(ClientCommands::id))
            .sub(
                own("info", 2, "6.2.0")
                    .tips("nondeterministic_output")
                    .onConnection(client(listing::info)))
            .sub(admin("kill", -3, "2.4.0").onConnection(client(kill::run)))
            .sub(
                admin("list", -2, "2.4.0")
                    .tips("nondeterministic_output")
                    .onConnection(client(listing::list)))
            .sub(admin("no-evict", 3, "7.0.0").onConnection(client(ClientCommands::noEvict)))
            .sub(own("no-touch", 3, "7.2.0").onConnection(client(ClientCommands::noTouch)))
            .sub(admin("pause", -3, "2.9.50").onConnection(this::pause))
            .sub(own("reply", 3, "3.2.0").onConnection(client(ClientCommands::reply)))
            .sub(
                own("setinfo", 4, "7.2.0")
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .onConnection(client(ClientCommands::setInfo)))
            .sub(own("setname", 3, "2.6.9").onConnection(client(ClientCommands::setName)))
            .sub(own("tracking", -3, "6.0.0").onConnection(tracking.track()))
            .sub(own("trackinginfo", 2, "6.2.0").onConnection(client(tracking::info)))
            .sub(admin("unblock", -3, "5.0.0").onConnection(this::unblock))
            .sub(admin("unpause", 2, "6.2.0").onConnection(this::unpause))
            .build());
  }

  private static CommandDef.Builder part(String name, int arity, String since) {
    return CommandDef.command("client|" + name, CONNECTION)
        .since(since)
        .arity(arity)
        .acl(AclCategory.CONNECTION);
  }

  /** What a client asks about itself. */
  private static CommandDef.Builder own(String name, int arity, String since) {
    return part(name, arity, since).flags(NOSCRIPT, LOADING, STALE);
  }

  /** What concerns other clients too. */
  private static CommandDef.Builder admin(String name, int arity, String since) {
    return part(name, arity, since).flags(ADMIN, NOSCRIPT, LOADING, STALE);
  }

  private static final Reply HELP =
      HelpText.of("client")
          .lines(
              "CACHING (YES|NO)",
              "Choose for the next command whether its keys are tracked.",
              "GETNAME",
              "The name of this connection, or null.",
              "GETREDIR",
              "The client that is told of changed keys instead of this one, or -1.",
              "ID",
              "The id of this connection.",
              "INFO",
              "The line of CLIENT LIST for this connection.",
              "KILL <ip:port>",
              "Close the connection from that address.",
              "KILL (ID|TYPE|USER|ADDR|LADDR|SKIPME) <value> [...]",
              "Close every connection that passes all the filters.",
              "LIST [TYPE <type>] [ID <id> ...]",
              "A line for each connection.",
              "NO-EVICT (ON|OFF)",
              "Keep this connection when memory for clients is short.",
              "NO-TOUCH (ON|OFF)",
              "Let commands of this connection leave the keys' last use alone.",
              "PAUSE <milliseconds> [WRITE|ALL]",
              "Let commands wait: those that write, or all.",
              "REPLY (ON|OFF|SKIP)",
              "Whether this connection wants replies.",
              "SETINFO (LIB-NAME|LIB-VER) <value>",
              "Say which client library this is.",
              "SETNAME <name>",
              "Name this connection.",
              "TRACKING (ON|OFF) [...]",
              "Ask to be told when keys change that this client has read.",
              "TRACKINGINFO",
              "What is tracked for this connection.",
              "UNBLOCK <id> [TIMEOUT|ERROR]",
              "Free a connection that waits in a blocking command.",
              "UNPAUSE",
              "End a pause.")
          .reply();

  /** {@code CLIENT ID}. Reply: integer. */
  private static Reply id(Session session, Args args) {
    return Replies.integer(session.id());
  }

  /** {@code CLIENT GETNAME}. Reply: bulk, or null without a name. */
  private static Reply getName(ClientSession client, Args args) {
    return client.clientName().isEmpty() ? Replies.NIL : Replies.bulk(client.clientName());
  }

  /** {@code CLIENT SETNAME name}. Reply: OK; an empty name takes it away. */
  private static Reply setName(ClientSession client, Args args) {
    ClientNames.require(args.get(2), "Client names");
    client.setName(args.get(2));
    return Replies.OK;
  }

  /**
   * {@code CLIENT SETINFO LIB-NAME|LIB-VER value}. Reply: OK. Errors, in order: ERR Unrecognized
   * option; ERR ... cannot contain spaces, newlines or special characters.
   */
  private static Reply setInfo(ClientSession client, Args args) {
    String option = Errors.oneLine(args.get(2).latin1());
    boolean isName = args.is(2, "lib-name");
    if (!isName && !args.is(2, "lib-ver")) {
      return Errors.err("Unrecognized option '" + option + "'");
    }
    Bytes value = args.get(3);
    ClientNames.require(value, option);
    if (isName) {
      client.setLibraryName(value);
    } else {
      client.setLibraryVersion(value);
    }
    return Replies.OK;
  }

  /** {@code CLIENT NO-EVICT ON|OFF}. Reply: OK. */
  private static Reply noEvict(ClientSession client, Args args) {
    if (!isOnOrOff(args)) {
      return Errors.syntax();
    }
    client.setNoEvict(args.is(2, "on"));
    return Replies.OK;
  }

  /** {@code CLIENT NO-TOUCH ON|OFF}. Reply: OK. */
  private static Reply noTouch(ClientSession client, Args args) {
    if (!isOnOrOff(args)) {
      return Errors.syntax();
    }
    client.setNoTouch(args.is(2, "on"));
    return Replies.OK;
  }

  private static boolean isOnOrOff(Args args) {
    return args.is(2, "on") || args.is(2, "off");
  }

  /** {@code CLIENT REPLY ON|OFF|SKIP}. Reply: OK to ON, nothing to the others. */
  private static Reply reply(ClientSession client, Args args) {
    if (args.is(2, "on")) {
      client.replyFilter().on();
    } else if (args.is(2, "off")) {
      client.replyFilter().off();
    } else if (args.is(2, "skip")) {
      client.replyFilter().skip();
    } else {
      return Errors.syntax();
    }
    return Replies.OK;
  }

  /**
   * {@code CLIENT PAUSE timeout [WRITE|ALL]}. Reply: OK. Errors, in order: ERR unknown subcommand
   * or wrong number of arguments; ERR CLIENT PAUSE mode must be WRITE or ALL; ERR timeout is not an
   * integer or out of range; ERR timeout is negative.
   */
  private Reply pause(Session session, Args args) {
    if (args.count() > 4) {
      return subcommandSyntax(args);
    }
    ClientPause.Mode mode = ClientPause.Mode.ALL;
    if (args.count() == 4) {
      if (args.is(3, "write")) {
        mode = ClientPause.Mode.WRITE;
      } else if (!args.is(3, "all")) {
        return Errors.err("CLIENT PAUSE mode must be WRITE or ALL");
      }
    }
    pause.pause(mode, Timeouts.milliseconds(args, 2));
    return Replies.OK;
  }

  /** {@code CLIENT UNPAUSE}. Reply: OK. */
  private Reply unpause(Session session, Args args) {
    pause.resume();
    return Replies.OK;
  }

  /**
   * {@code CLIENT UNBLOCK id [TIMEOUT|ERROR]}. Reply: integer 1 if that client was waiting, and
   * waits no longer, else 0. Errors, in order: ERR unknown subcommand or wrong number of arguments;
   * ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR; ERR value is not an integer or out of
   * range.
   */
  private Reply unblock(Session session, Args args) {
    if (args.count() > 4) {
      return subcommandSyntax(args);
    }
    boolean withError = args.count() == 4 && args.is(3, "error");
    if (args.count() == 4 && !withError && !args.is(3, "timeout")) {
      return Errors.err("CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    ClientSession client = registry.find(args.integer(2));
    Blockade blockade = client == null ? null : client.blockade();
    return Replies.flag(
        blockade != null && (withError ? blockade.endWithError() : blockade.endByTimeout()));
  }

  private static Reply.Error subcommandSyntax(Args args) {
    String shown = Errors.oneLine(args.get(1).latin1());
    return Errors.err(
        "unknown subcommand or wrong number of arguments for '" + shown + "'. Try CLIENT HELP.");
  }
}
