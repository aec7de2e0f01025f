package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.stream.Connection;
import java.util.List;
import java.util.Locale;

/**
 * What a request has to pass before it runs, in Redis's order: a request that several gates would
 * refuse gets the error of the first of them.
 */
public final class Gates {

  private final CommandCatalog catalog;
  private final ConnectionSettings settings;
  private final NodeCondition condition;
  private final ClientPause pause;
  private final List<Gate> inOrder;

  public Gates(
      CommandCatalog catalog,
      ConnectionSettings settings,
      NodeCondition condition,
      ClientPause pause) {
    this.catalog = catalog;
    this.settings = settings;
    this.condition = condition;
    this.pause = pause;
    this.inOrder =
        List.of(
            this::known,
            this::arity,
            this::protectedCommand,
            this::authenticated,
            this::logWritable,
            this::subscriberOnlySubscribes,
            this::slotsOpen,
            this::watcherTouchesNoKeys);
  }

  /**
   * Whether a new connection may speak at all: not from another machine while this one is neither
   * configured for that nor guarded by a password.
   *
   * @return null when it may, else what to say before it is closed
   */
  Reply.Error checkNew(Connection connection) {
    return settings.isProtectedMode()
            && settings.requirepass().isEmpty()
            && !ClientAddress.isLoopback(connection.remoteAddress())
        ? Errors.protectedMode()
        : null;
  }

  /**
   * Whether a request is one of a browser that was tricked into speaking to this port. Nothing of
   * such a connection may run, for the lines behind the first may be commands.
   */
  static boolean isHttp(Args args) {
    return args.is(0, "post") || args.is(0, "host:");
  }

  /**
   * Whether a request may run. Costs a few nanoseconds while the node is well and the client has
   * authenticated.
   *
   * @param command what {@link CommandCatalog#find(Args)} answered, null included
   * @return null when it may run, else the error; refusals are counted in the command's statistics
   */
  public Reply.Error check(ClientSession session, CatalogEntry command, Args args) {
    if (command != null
        && command.accepts(args.count())
        && session.isUnrestricted()
        && !command.isProtected()
        && condition.isNormal()) {
      return null;
    }
    return checkEach(session, command, args);
  }

  private Reply.Error checkEach(ClientSession session, CatalogEntry command, Args args) {
    for (Gate gate : inOrder) {
      Reply.Error error = gate.check(session, command, args);
      if (error != null) {
        if (command != null) {
          command.stats().recordRejected(session.connection().loopIndex());
        }
        return error;
      }
    }
    return null;
  }

  /** Whether a request that passed the gates has to wait for the end of CLIENT PAUSE. */
  public boolean mustWait(CatalogEntry command) {
    return pause.holds(command);
  }

  /**
   * Runs the code when the pause ends, on any thread; look at {@link #mustWait} again then, for
   * somebody may have paused anew.
   */
  public void whenResumed(Runnable code) {
    pause.whenResumed(code);
  }

  private Reply.Error known(ClientSession session, CatalogEntry command, Args args) {
    return command == null ? catalog.unknown(args) : null;
  }

  private Reply.Error arity(ClientSession session, CatalogEntry command, Args args) {
    return command.accepts(args.count()) ? null : Errors.wrongArity(command.name());
  }

  private Reply.Error protectedCommand(ClientSession session, CatalogEntry command, Args args) {
    if (!command.isProtected()) {
      return null;
    }
    String name = command.name();
    String word = name.contains("|") ? name.substring(0, name.indexOf('|')) : name;
    // Modules are the other thing that Redis protects so; there are none to be allowed.
    String allowed = word.equals("debug") ? settings.enableDebugCommand() : "no";
    if (allowed.equals("yes")
        || allowed.equals("local")
            && ClientAddress.isLoopback(session.connection().remoteAddress())) {
      return null;
    }
    return Errors.err(
        word.toUpperCase(Locale.ROOT)
            + " command not allowed. If the enable-"
            + word
            + "-command option is set to \"local\", you can run it from a local connection,"
            + " otherwise you need to set this option in the configuration file, and then restart"
            + " the server.");
  }

  private Reply.Error authenticated(ClientSession session, CatalogEntry command, Args args) {
    return session.isAuthenticated() || command.isNoAuth() || settings.requirepass().isEmpty()
        ? null
        : Errors.noAuth();
  }

  /** PING too, so that a health check notices. */
  private Reply.Error logWritable(ClientSession session, CatalogEntry command, Args args) {
    String failure = condition.logFailure();
    boolean needsLog =
        command.isWrite()
            || command.name().equals("ping")
            || command.isExec() && session.transaction().firstWriter() != null;
    return failure == null || !needsLog
        ? null
        : new Reply.Error(
            ErrorCode.MISCONF, "Errors writing to the AOF file: " + Errors.oneLine(failure));
  }

  private Reply.Error subscriberOnlySubscribes(
      ClientSession session, CatalogEntry command, Args args) {
    return !session.isInSubscribedMode() || command.runsInSubscribedMode()
        ? null
        : Errors.err(
            "Can't execute '"
                + command.name()
                + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in"
                + " this context");
  }

  private Reply.Error slotsOpen(ClientSession session, CatalogEntry command, Args args) {
    return condition.isLoading() && !command.runsWhileLoading() ? Errors.loading() : null;
  }

  /** Redis takes a client in MONITOR for a kind of replica. */
  private Reply.Error watcherTouchesNoKeys(ClientSession session, CatalogEntry command, Args args) {
    return session.isMonitor() && (command.mayReplicate() || command.isRead())
        ? Errors.err("Replica can't interact with the keyspace")
        : null;
  }
}
