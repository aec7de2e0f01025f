package io.slotwise.node.command;

import static io.slotwise.node.command.ClientHandler.client;
import static io.slotwise.protocol.command.CommandGroup.CONNECTION;
import static io.slotwise.protocol.command.Flag.ALLOW_BUSY;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.LOADING;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.NO_AUTH;
import static io.slotwise.protocol.command.Flag.STALE;
import static io.slotwise.sharding.api.CommandDef.command;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Clients;
import io.slotwise.node.connection.ConnectionSettings;
import io.slotwise.node.connection.Face;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.api.Session;
import java.util.List;

/** How a connection begins, who it acts as, which database it works on, and how it ends. */
final class ConnectionCommands {

  private static final Reply.Status RESET = new Reply.Status("RESET");

  private final ConnectionSettings settings;
  private final Authentication authentication;
  private final Clients clients;

  ConnectionCommands(Clients clients) {
    this.settings = clients.settings();
    this.authentication = new Authentication(settings);
    this.clients = clients;
  }

  List<CommandDef> all() {
    return List.of(
        command("auth", CONNECTION)
            .since("1.0.0")
            .arity(-2)
            .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
            .acl(AclCategory.CONNECTION)
            .onConnection(client(this::auth)),
        command("hello", CONNECTION)
            .since("6.0.0")
            .arity(-1)
            .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
            .acl(AclCategory.CONNECTION)
            .onConnection(client(this::hello)),
        command("ping", CONNECTION)
            .since("1.0.0")
            .arity(-1)
            .flags(FAST)
            .acl(AclCategory.CONNECTION)
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .onConnection(client(ConnectionCommands::ping)),
        command("echo", CONNECTION)
            .since("1.0.0")
            .arity(2)
            .flags(LOADING, STALE, FAST)
            .acl(AclCategory.CONNECTION)
            .onConnection(ConnectionCommands::echo),
        command("quit", CONNECTION)
            .since("1.0.0")
            .arity(-1)
            .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
            .acl(AclCategory.CONNECTION)
            .onConnection(client(this::quit)),
        command("reset", CONNECTION)
            .since("6.2.0")
            .arity(1)
            .flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
            .acl(AclCategory.CONNECTION)
            .onConnection(client(this::reset)),
        command("select", CONNECTION)
            .since("1.0.0")
            .arity(2)
            .flags(LOADING, STALE, FAST)
            .acl(AclCategory.CONNECTION)
            .onConnection(new Select(settings.databases())));
  }

  /**
   * {@code AUTH [username] password}. Reply: OK. Errors, in order: arity; ERR syntax error (more
   * than two words); ERR AUTH &lt;password&gt; called without any password configured; WRONGPASS.
   */
  private Reply auth(ClientSession client, Args args) {
    if (args.count() > 3) {
      return Errors.syntax();
    }
    for (int i = 1; i < args.count(); i++) {
      client.hideArgument(i);
    }
    if (args.count() == 2 && authentication.needsNoPassword()) {
      return Errors.err(
          "AUTH <password> called without any password configured for the default user."
              + " Are you sure your configuration is correct?");
    }
    boolean right =
        args.count() == 2
            ? authentication.authenticate(client, args.get(1))
            : authentication.authenticate(client, args.get(1), args.get(2));
    return right ? Replies.OK : Errors.wrongPass();
  }

  /**
   * {@code HELLO [protover [AUTH username password] [SETNAME clientname]]}. Reply: a map of facts
   * about the server, in the protocol asked for. Errors, in order: ERR Protocol version is not an
   * integer or out of range; NOPROTO; ERR Syntax error in HELLO option; ERR Client names cannot
   * contain; WRONGPASS; NOAUTH. Nothing changes on an error, except that AUTH may have succeeded.
   */
  private Reply hello(ClientSession client, Args args) {
    HelloOptions options = HelloOptions.parse(client, args);
    if (options.user() != null
        && !authentication.authenticate(client, options.user(), options.password())) {
      return Errors.wrongPass();
    }
    if (!client.isAuthenticated()) {
      return new Reply.Error(
          ErrorCode.NOAUTH,
          "HELLO must be called with the client already authenticated, otherwise the HELLO <proto>"
              + " AUTH <user> <pass> option can be used to authenticate the client and select the"
              + " RESP protocol version at the same time");
    }
    if (options.name() != null) {
      client.setName(options.name());
    }
    if (options.protocol() != 0) {
      client.connection().setRespVersion(options.protocol());
    }
    return facts(client);
  }

  private Reply facts(ClientSession client) {
    return new Reply.MapOf(
        List.of(
            Replies.bulk("server"), Replies.bulk("redis"),
            Replies.bulk("version"), Replies.bulk(settings.redisVersion()),
            Replies.bulk("proto"), Replies.integer(client.respVersion()),
            Replies.bulk("id"), Replies.integer(client.id()),
            Replies.bulk("mode"),
                Replies.bulk(client.face() == Face.CLUSTER ? "cluster" : "standalone"),
            Replies.bulk("role"), Replies.bulk("master"),
            Replies.bulk("modules"), Replies.EMPTY_ARRAY));
  }

  /**
   * {@code PING [message]}. Reply: PONG, or the message as bulk; to a subscriber in RESP2 an array
   * of {@code pong} and the message, so that it looks like one.
   */
  private static Reply ping(ClientSession client, Args args) {
    if (args.count() > 2) {
      return Errors.wrongArity("ping");
    }
    if (client.isInSubscribedMode()) {
      return Replies.array(
          Replies.bulk("pong"), args.count() == 1 ? Replies.EMPTY_BULK : Replies.bulk(args.get(1)));
    }
    return args.count() == 1 ? Replies.PONG : Replies.bulk(args.get(1));
  }

  /** {@code ECHO message}. Reply: bulk. */
  private static Reply echo(Session session, Args args) {
    return Replies.bulk(args.get(1));
  }

  /** {@code QUIT}. Reply: OK, then the connection is closed. */
  private Reply quit(ClientSession client, Args args) {
    // At once, so that nobody who sees the end of this connection still counts it.
    client.subscriptions().clear(clients.pubSub());
    client.closeAfterReply();
    return Replies.OK;
  }

  /** {@code RESET}. Reply: status RESET, in RESP2. The connection is as it was when it opened. */
  private Reply reset(ClientSession client, Args args) {
    clients.monitors().remove(client);
    clients.tracking().stop(client.tracking());
    client.subscriptions().clear(clients.pubSub());
    client.reset(authentication.needsNoPassword());
    return RESET;
  }

  /**
   * {@code SELECT index}. Reply: OK. Errors, in order: ERR value is not an integer or out of range;
   * ERR value is out of range (32 bits); ERR SELECT is not allowed in cluster mode; ERR DB index is
   * out of range.
   */
  private record Select(int databases) implements Handler.OnConnection {

    @Override
    public Reply run(Session session, Args args) {
      long index = args.integer(1);
      if (index != (int) index) {
        return Errors.err("value is out of range, value must between -2147483648 and 2147483647");
      }
      if (index != 0 && ((ClientSession) session).face() == Face.CLUSTER) {
        return Errors.err("SELECT is not allowed in cluster mode");
      }
      if (index < 0 || index >= databases) {
        return Errors.dbIndexOutOfRange();
      }
      session.selectDatabase((int) index);
      return Replies.OK;
    }

    @Override
    public boolean bearsOnKeys() {
      return true;
    }
  }

  /**
   * What HELLO was asked for.
   *
   * @param protocol 2, 3, or 0 to leave it as it is
   * @param user null without AUTH
   * @param name null without SETNAME
   */
  private record HelloOptions(int protocol, Bytes user, Bytes password, Bytes name) {

    static HelloOptions parse(ClientSession client, Args args) {
      int protocol = args.count() > 1 ? protocol(args) : 0;
      Bytes user = null;
      Bytes password = null;
      Bytes name = null;
      for (int i = 2; i < args.count(); i++) {
        int following = args.count() - 1 - i;
        if (args.is(i, "auth") && following >= 2) {
          client.hideArgument(i + 1);
          client.hideArgument(i + 2);
          user = args.get(i + 1);
          password = args.get(i + 2);
          i += 2;
        } else if (args.is(i, "setname") && following >= 1) {
          name = args.get(i + 1);
          ClientNames.require(name, "Client names");
          i++;
        } else {
          String option = Errors.oneLine(args.get(i).latin1());
          throw new CommandError(Errors.err("Syntax error in HELLO option '" + option + "'"));
        }
      }
      return new HelloOptions(protocol, user, password, name);
    }

    private static int protocol(Args args) {
      if (!Numbers.isInteger(args.get(1))) {
        throw new CommandError(Errors.err("Protocol version is not an integer or out of range"));
      }
      long version = Numbers.integer(args.get(1));
      if (version < 2 || version > 3) {
        throw new CommandError(Errors.noProto());
      }
      return (int) version;
    }
  }
}
