package io.slotwise.node.connection;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.DataHeap;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.lock.Footprint;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a client has queued since MULTI, and the keys that it watches. Changed on the connection's
 * event loop, or by WATCH in the turn of its keys while the connection waits for that.
 */
public final class Transaction {

  private static final Reply.Error EXEC_WITHOUT_MULTI = Errors.err("EXEC without MULTI");
  private static final Reply.Error EXEC_ABORTED =
      new Reply.Error(ErrorCode.EXECABORT, "Transaction discarded because of previous errors.");

  /** What a request that waits takes of the heap besides its arguments, about. */
  private static final int REQUEST_BYTES = 128;

  /** Redis counts one for each argument. */
  private static final int POINTER_BYTES = 8;

  /** A request that waits for EXEC. */
  record Queued(CatalogEntry command, Args args) {}

  /**
   * A key as it was when the client asked for it to be watched.
   *
   * @param version see {@link io.slotwise.sharding.api.Keyspace#version}
   */
  record Watched(int database, Bytes key, long version) {}

  private List<Queued> queue = new ArrayList<>(0);
  private List<Watched> watched = new ArrayList<>(0);
  private final List<Integer> watchedElsewhere = new ArrayList<>(0);
  private String watchingNode;
  private CatalogEntry firstWriter;

  /** One that was not queued because a script holds what it needs, or null. */
  private Queued heldUp;

  private volatile int size = -1;
  private volatile int watchedCount;
  private boolean failed;
  private long queuedBytes;
  private volatile long argumentBytes;

  /** Between MULTI and EXEC. */
  public boolean isOpen() {
    return size >= 0;
  }

  /** How many requests wait for EXEC, or -1 outside MULTI: may be read from any thread. */
  public int size() {
    return size;
  }

  /** How many keys are watched: may be read from any thread. */
  public int watchedCount() {
    return watchedCount;
  }

  /** MULTI. */
  public void open() {
    size = 0;
  }

  /**
   * Puts a request behind those that wait for EXEC.
   *
   * @return null, or why it cannot wait: EXEC will not run the others either
   */
  Reply.Error queue(CatalogEntry command, Args args) {
    queuedBytes += args.sizeBytes() + REQUEST_BYTES;
    if (DataHeap.isTooMuchForOne(queuedBytes)) {
      queue.clear();
      argumentBytes = 0;
      failed = true;
      return Errors.queueTooLarge();
    }
    queue.add(new Queued(command, args));
    if (firstWriter == null && command.mayReplicate()) {
      firstWriter = command;
    }
    size = queue.size();
    argumentBytes = argumentBytes + args.sizeBytes() + (long) POINTER_BYTES * args.count();
    return null;
  }

  /** What the queue takes by Redis's reckoning ({@code multi-mem}): may be read from any thread. */
  public long argumentBytes() {
    return argumentBytes;
  }

  /** What the requests that wait for EXEC take of the heap. */
  long queuedBytes() {
    return queue.isEmpty() ? 0 : queuedBytes;
  }

  /**
   * A request has been refused: inside MULTI, EXEC will not run the others, and one that is refused
   * itself ends the transaction.
   *
   * @param command null when it is unknown
   * @return the refusal as the client is to see it
   */
  Reply.Error refuse(CatalogEntry command, Reply.Error refusal) {
    if (!isOpen()) {
      return refusal;
    }
    failed = true;
    if (command == null || !command.isExec()) {
      return refusal;
    }
    discard();
    return aborted(refusal);
  }

  /** What EXEC answers when it is refused itself. */
  static Reply.Error aborted(Reply.Error refusal) {
    String reason = refusal.code() == ErrorCode.ERR ? refusal.message() : refusal.line();
    return new Reply.Error(ErrorCode.EXECABORT, "Transaction discarded because of: " + reason);
  }

  /**
   * A request has been sent to another node: inside MULTI, EXEC will not run the others; EXEC
   * itself ends the transaction, and its client hears the plain error, to try again elsewhere.
   */
  Reply.Error redirect(CatalogEntry command, Reply.Error refusal) {
    if (isOpen() && command.isExec()) {
      discard();
    } else if (isOpen()) {
      failed = true;
    }
    return refusal;
  }

  /** Why EXEC may not run, or null. */
  Reply.Error checkExec() {
    if (!isOpen()) {
      return EXEC_WITHOUT_MULTI;
    }
    return failed ? EXEC_ABORTED : null;
  }

  /** A request was not queued, for a script that takes long holds what it needs. */
  void heldUp(CatalogEntry command, Args args) {
    heldUp = new Queued(command, args);
  }

  /** What the requests lock if locks are in their way. */
  Footprint footprint(RequestRoutes routes, int database) {
    Footprint footprint = Footprint.empty();
    queue.forEach(request -> addTo(footprint, routes, database, request));
    if (heldUp != null) {
      addTo(footprint, routes, database, heldUp);
    }
    return footprint;
  }

  /** Adds what one request locks. */
  static void addTo(Footprint footprint, RequestRoutes routes, int database, Queued request) {
    KeyRoute route = routes.of(request.command());
    if (route.hasSlots()) {
      footprint.plus(route.footprint(database, request.args()));
    }
  }

  /** The first queued command that may write, or null: what gates ask of EXEC. */
  CatalogEntry firstWriter() {
    return firstWriter;
  }

  /** Whether one of the queued commands writes keys. */
  boolean writes() {
    return queue.stream().anyMatch(queued -> queued.command().isWrite());
  }

  /** Remembers a key; one that is watched already stays as it was then. */
  void watch(int database, Bytes key, long version) {
    for (Watched known : watched) {
      if (known.database() == database && known.key().equals(key)) {
        return;
      }
    }
    watched.add(new Watched(database, key.compact(), version));
    watchedCount = watched.size();
  }

  /** UNWATCH. */
  public void unwatch() {
    if (watchedCount != 0) {
      watched = new ArrayList<>(0);
      watchedElsewhere.clear();
      watchingNode = null;
      watchedCount = 0;
    }
  }

  List<Queued> queued() {
    return queue;
  }

  List<Watched> watched() {
    return watched;
  }

  /** The slots of the watched keys, in no order. */
  IntStream watchedSlots() {
    return IntStream.concat(
        watched.stream().mapToInt(key -> Slots.of(key.key())),
        watchedElsewhere.stream().mapToInt(Integer::intValue));
  }

  /** Another node watches keys in these slots for this client. */
  void watchElsewhere(String nodeId, int[] slots) {
    watchingNode = nodeId;
    for (int slot : slots) {
      watchedElsewhere.add(slot);
    }
    watchedCount = watched.size() + watchedElsewhere.size();
  }

  /** The other node that watches keys for this client, or null. */
  String watchingNode() {
    return watchingNode;
  }

  /** Forgets everything, watched keys too: DISCARD, the end of EXEC, RESET. */
  public void discard() {
    queue = new ArrayList<>(0);
    firstWriter = null;
    heldUp = null;
    failed = false;
    queuedBytes = 0;
    argumentBytes = 0;
    size = -1;
    unwatch();
  }
}
