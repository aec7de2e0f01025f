package io.slotwise.node.connection;

import io.slotwise.protocol.command.CommandSpec;
import io.slotwise.protocol.command.Flag;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.CommandStats;
import io.slotwise.sharding.api.Handler;
import java.util.List;
import java.util.Set;

/** A command or subcommand that the node serves, with what gates ask of it at hand. */
public final class CatalogEntry {

  /** What a subscriber in RESP2 may send besides (P|S)SUBSCRIBE and (P|S)UNSUBSCRIBE. */
  private static final Set<String> OF_SUBSCRIBERS = Set.of("ping", "quit", "reset");

  /** What runs at once between MULTI and EXEC. */
  private static final Set<String> NEVER_QUEUED =
      Set.of("multi", "exec", "discard", "watch", "quit", "reset");

  private final CommandDef def;
  private final CommandStats stats;
  private final int index;
  private final NameTable subcommands;
  private final List<CatalogEntry> subcommandList;
  private final int arity;
  private final boolean noAuth;
  private final boolean write;
  private final boolean read;
  private final boolean mayReplicate;
  private final boolean runsWhileLoading;
  private final boolean isProtected;
  private final boolean monitored;
  private final boolean subscribedMode;
  private final boolean blocking;
  private final boolean queued;
  private final boolean noScript;

  CatalogEntry(CommandDef def, CommandStats stats, int index, List<CatalogEntry> subcommands) {
    this.def = def;
    this.stats = stats;
    this.index = index;
    this.subcommandList = List.copyOf(subcommands);
    this.subcommands = subcommands.isEmpty() ? null : new NameTable(subcommandList);
    CommandSpec spec = def.spec();
    this.arity = spec.arity().value();
    this.noAuth = spec.is(Flag.NO_AUTH);
    this.write = spec.is(Flag.WRITE);
    this.read = spec.is(Flag.READONLY);
    this.mayReplicate = spec.is(Flag.WRITE) || spec.is(Flag.MAY_REPLICATE);
    this.runsWhileLoading = spec.is(Flag.LOADING);
    this.isProtected = spec.is(Flag.PROTECTED);
    this.queued = !NEVER_QUEUED.contains(spec.name());
    this.blocking = def.handler() instanceof Handler.Blocking;
    this.subscribedMode =
        spec.is(Flag.PUBSUB) && spec.name().endsWith("subscribe")
            || OF_SUBSCRIBERS.contains(spec.name());
    this.noScript = spec.is(Flag.NOSCRIPT);
    this.monitored = !spec.is(Flag.SKIP_MONITOR) && !spec.is(Flag.ADMIN);
  }

  public CommandDef def() {
    return def;
  }

  public CommandSpec spec() {
    return def.spec();
  }

  /** Lower case; of a subcommand {@code config|get}. */
  public String name() {
    return def.spec().name();
  }

  public CommandStats stats() {
    return stats;
  }

  /** Dense, from 0, stable for the life of the node: for tables beside the catalog. */
  public int index() {
    return index;
  }

  /** Empty unless this is a container. */
  public List<CatalogEntry> subcommands() {
    return subcommandList;
  }

  boolean isContainer() {
    return subcommands != null;
  }

  /** The subcommand with that name in any case, or null. */
  CatalogEntry subcommand(byte[] data, int offset, int length) {
    return subcommands.find(data, offset, length);
  }

  public boolean accepts(int wordCount) {
    return arity >= 0 ? wordCount == arity : wordCount >= -arity;
  }

  boolean isNoAuth() {
    return noAuth;
  }

  public boolean isWrite() {
    return write;
  }

  boolean isRead() {
    return read;
  }

  /** What CLIENT PAUSE WRITE holds back, and what a read-only script may not call. */
  public boolean mayReplicate() {
    return mayReplicate;
  }

  boolean runsWhileLoading() {
    return runsWhileLoading;
  }

  boolean isProtected() {
    return isProtected;
  }

  boolean runsInSubscribedMode() {
    return subscribedMode;
  }

  /** Whether it waits for EXEC when it comes behind MULTI. */
  boolean isQueued() {
    return queued;
  }

  /** Whether it is EXEC, which stands for what has been queued. */
  boolean isExec() {
    return def.handler() == Handler.ByExecutor.EXEC;
  }

  /** Whether it is a part of CLIENT, which leaves CLIENT CACHING to the request behind it. */
  boolean isAboutClient() {
    return def.spec().name().startsWith("client|");
  }

  /** Whether it is a script, which itself calls commands. */
  boolean isScript() {
    return def.handler() instanceof ScriptHandler;
  }

  /** Whether scripts may not call it. */
  public boolean isNoScript() {
    return noScript;
  }

  /** Whether its answer may be that of all nodes together. */
  boolean isGathered() {
    return def.handler() instanceof GatheredHandler;
  }

  /**
   * Whether other nodes may have to know of it before it runs; what they have to know, else null.
   */
  SubscribingHandler subscribing() {
    return def.handler() instanceof SubscribingHandler subscribing ? subscribing : null;
  }

  /** Whether it may wait for its keys. */
  boolean isBlocking() {
    return blocking;
  }

  /** Whether MONITOR shows it. */
  boolean isMonitored() {
    return monitored;
  }

  @Override
  public String toString() {
    return name();
  }
}
