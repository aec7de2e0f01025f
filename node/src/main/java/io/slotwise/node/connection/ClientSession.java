package io.slotwise.node.connection;

import io.slotwise.node.pubsub.Subscriptions;
import io.slotwise.node.tracking.ClientTracking;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.node.tracking.TrackingMode;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.command.KeyPositions;
import io.slotwise.protocol.stream.Connection;
import io.slotwise.sharding.api.Session;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * All that the node remembers of one client. It is changed on the connection's event loop only.
 *
 * <p>Other threads read it for CLIENT LIST and CLIENT KILL: what changes with every request is a
 * plain field, of which they may see a moment ago; the rest is volatile.
 */
public final class ClientSession implements Session {

  private static final Bytes REDACTED = Bytes.of("(redacted)");

  private final Connection connection;
  private final long createdNanos;
  private volatile Face face = Face.ONE_SERVER;
  private final ReplyFilter replyFilter = new ReplyFilter();
  private final Subscriptions subscriptions;
  private final ClientTracking tracking;

  private final Transaction transaction = new Transaction();

  private volatile int database;
  private volatile Bytes name = Bytes.EMPTY;
  private volatile Bytes libraryName = Bytes.EMPTY;
  private volatile Bytes libraryVersion = Bytes.EMPTY;
  private volatile boolean noEvict;
  private volatile boolean noTouch;
  private volatile boolean monitor;
  private volatile boolean closing;
  private volatile Blockade blockade;
  private final Set<LockWait> lockWaits = ConcurrentHashMap.newKeySet();
  private PeerLinks peers;
  private Consumer<Waiter> wakeUp = waiter -> {};
  private boolean authenticated;
  private final BitSet hiddenArguments = new BitSet();

  /** Null before the first write. */
  private WrittenShards written;

  private boolean inExec;

  /** Racy on purpose: entries are immutable, so a reader sees this one or the one before. */
  private CatalogEntry lastCommand;

  /**
   * @param authenticated whether the default user needs no password at this moment
   * @param createdNanos monotonic clock
   */
  public ClientSession(Connection connection, boolean authenticated, long createdNanos) {
    this.connection = connection;
    this.subscriptions = new Subscriptions(connection);
    this.tracking = new ClientTracking(connection, subscriptions);
    setAuthenticated(authenticated);
    this.createdNanos = createdNanos;
  }

  @Override
  public long id() {
    return connection.id();
  }

  @Override
  public int database() {
    return database;
  }

  @Override
  public void selectDatabase(int number) {
    this.database = number;
  }

  @Override
  public int respVersion() {
    return connection.respVersion();
  }

  @Override
  public boolean isNoTouch() {
    return noTouch;
  }

  @Override
  public String clientAddress() {
    return ClientAddress.text(connection.remoteAddress());
  }

  /** The address of this node that it connected to. */
  public String localAddress() {
    return ClientAddress.text(connection.localAddress());
  }

  @Override
  public boolean isLocal() {
    return ClientAddress.isLoopback(connection.remoteAddress());
  }

  @Override
  public Bytes clientName() {
    return name;
  }

  public Connection connection() {
    return connection;
  }

  /** How the node shows itself to it. */
  public Face face() {
    return face;
  }

  public void setFace(Face newFace) {
    this.face = newFace;
  }

  /**
   * Whether it sees the cluster as one server, so that it matters to nobody which node it is on.
   */
  public boolean roams() {
    return face == Face.ONE_SERVER;
  }

  /** Its connections to other nodes: for its event loop. */
  public PeerLinks peers() {
    return peers;
  }

  void setPeers(PeerLinks links) {
    this.peers = links;
  }

  /** Notes that a request of this command is about to run. */
  public void begin(CatalogEntry command) {
    lastCommand = command;
    if (!hiddenArguments.isEmpty()) {
      hiddenArguments.clear();
    }
  }

  @Override
  public void hideArgument(int index) {
    hiddenArguments.set(index);
  }

  /** The request that has just run as MONITOR and SLOWLOG may show it. */
  public Args shownArgs(Args args) {
    if (hiddenArguments.isEmpty()) {
      return args;
    }
    Bytes[] words = new Bytes[args.count()];
    for (int i = 0; i < words.length; i++) {
      words[i] = hiddenArguments.get(i) ? REDACTED : args.get(i);
    }
    return Args.of(words);
  }

  /** The command that ran last or is running, or null before the first. */
  public CatalogEntry lastCommand() {
    return lastCommand;
  }

  /** CLIENT REPLY's state: whether the reply to the request that has just run is to be written. */
  public boolean takesReply() {
    return replyFilter.takesReply();
  }

  public ReplyFilter replyFilter() {
    return replyFilter;
  }

  public void setName(Bytes newName) {
    this.name = newName.compact();
  }

  public Bytes libraryName() {
    return libraryName;
  }

  public void setLibraryName(Bytes newName) {
    this.libraryName = newName.compact();
  }

  public Bytes libraryVersion() {
    return libraryVersion;
  }

  public void setLibraryVersion(Bytes newVersion) {
    this.libraryVersion = newVersion.compact();
  }

  /** The name of the ACL user that it acts as. */
  public String user() {
    return "default";
  }

  public boolean isAuthenticated() {
    return authenticated;
  }

  /** Whether no gate has anything against this client in particular: one look for all of them. */
  boolean isUnrestricted() {
    return authenticated && !monitor && subscriptions.isEmpty();
  }

  public final void setAuthenticated(boolean yes) {
    this.authenticated = yes;
    connection.setUnauthenticated(!yes);
  }

  public boolean isNoEvict() {
    return noEvict;
  }

  public void setNoEvict(boolean yes) {
    this.noEvict = yes;
  }

  public void setNoTouch(boolean yes) {
    this.noTouch = yes;
  }

  /** Whether it watches what others do (MONITOR). */
  public boolean isMonitor() {
    return monitor;
  }

  void setMonitor(boolean yes) {
    this.monitor = yes;
  }

  /** What is queued since MULTI, and what is watched. */
  public Transaction transaction() {
    return transaction;
  }

  @Override
  public void watch(Bytes key, long version) {
    transaction.watch(database, key, version);
  }

  /** Whether what runs now is a part of EXEC, so that it may wait for nothing. */
  public boolean isInExec() {
    return inExec;
  }

  void setInExec(boolean yes) {
    inExec = yes;
  }

  /** What it has written on this node, a member of a cluster. */
  public WrittenShards written() {
    return written == null ? new WrittenShards() : written;
  }

  void wrote(int shard, long logPosition) {
    if (written == null) {
      written = new WrittenShards();
    }
    written.add(shard, logPosition);
  }

  /** The channels and patterns that it has subscribed to. */
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** What it wants to be told of when it changes. */
  public ClientTracking tracking() {
    return tracking;
  }

  /** The client that is told in its place of changed keys: 0 for none, -1 if it does not track. */
  public long redirection() {
    TrackingMode mode = tracking.mode();
    return mode == null ? -1 : mode.redirect();
  }

  /** Remembers what a request is about to read, where the client wants to be told of changes. */
  void rememberReads(KeyTracking everybody, CatalogEntry command, Args args) {
    if (command.isRead() && tracking.remembers()) {
      keysRead(command, args).forEach(key -> everybody.remember(tracking, key));
    }
  }

  /** The keys that a request reads and does not write. */
  static List<Bytes> keysRead(CatalogEntry command, Args args) {
    List<KeyPositions.Key> keys = command.isRead() ? KeyPositions.find(command.spec(), args) : null;
    return keys == null ? List.of() : keys.stream().map(key -> args.get(key.position())).toList();
  }

  /** Whether RESP2's rule holds that a subscriber sends nothing but what has to do with that. */
  public boolean isInSubscribedMode() {
    return !subscriptions.isEmpty() && respVersion() == 2;
  }

  /** What it waits for, or null. */
  public Blockade blockade() {
    return blockade;
  }

  public void setBlockade(Blockade what) {
    this.blockade = what;
  }

  /** Sets what is to be done when a request of it that waits has ended. */
  void onWakeUp(Consumer<Waiter> action) {
    this.wakeUp = action;
  }

  /** Called on the event loop when a request of it that waits has ended. */
  void woken(Waiter waiter) {
    wakeUp.accept(waiter);
  }

  /** Asks that the connection be closed behind the reply to the request that is running. */
  public void closeAfterReply() {
    this.closing = true;
  }

  /** The connection is gone: gives back all that others keep for the client. */
  void leave(ExecutionServices services) {
    abandonLockWaits();
    peers().close();
    services.monitors().remove(this);
    subscriptions().clear(services.pubSub());
    services.tracking().stop(tracking());
    services.clients().remove(this);
  }

  /** Whether the batch ends here: write the reply, then {@code ReplyWriter.closeAfterwards}. */
  public boolean isClosing() {
    return closing;
  }

  /** Monotonic clock when the connection was opened. */
  public long createdNanos() {
    return createdNanos;
  }

  /**
   * Back to what it was when it connected (RESET), the library's name excepted.
   *
   * @param needsNoPassword whether the default user may act without AUTH
   */
  public void reset(boolean needsNoPassword) {
    transaction.discard();
    database = 0;
    name = Bytes.EMPTY;
    noEvict = false;
    noTouch = false;
    setAuthenticated(needsNoPassword);
    replyFilter.on();
    connection.setRespVersion(2);
  }

  @Override
  public String toString() {
    return "client " + id();
  }

  /** One of its requests waits for locks. Any thread. */
  void waitsForLocks(LockWait wait) {
    lockWaits.add(wait);
    if (!connection.isOpen()) {
      wait.abandon();
    }
  }

  void noLongerWaitsForLocks(LockWait wait) {
    lockWaits.remove(wait);
  }

  boolean isWaitingForLocks() {
    return !lockWaits.isEmpty();
  }

  /** The connection has gone: nobody waits for locks any more. */
  void abandonLockWaits() {
    lockWaits.forEach(LockWait::abandon);
  }
}
