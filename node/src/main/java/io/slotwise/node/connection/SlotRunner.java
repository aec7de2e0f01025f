package io.slotwise.node.connection;

import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Attempt;
import io.slotwise.sharding.api.Handler;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.ColdRead;
import io.slotwise.sharding.store.KeyLocked;
import io.slotwise.sharding.store.MoreLocks;
import io.slotwise.sharding.store.MoreTurns;
import io.slotwise.sharding.store.RequestTooLarge;
import io.slotwise.sharding.store.RunAgain;
import io.slotwise.sharding.store.TurnKeyspace;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs requests in turns that its caller holds: whole or not at all. The one place where a
 * command's errors become replies. Used by one thread at a time.
 */
final class SlotRunner {

  private static final Logger log = LoggerFactory.getLogger(SlotRunner.class);

  private static final int[] NO_SLOTS = {};

  private final TurnKeyspace keyspace;
  private final WaitingClients waiting;
  private final LineServer lines;
  private final KeyTracking tracking;

  private final SlotOwners owners;
  private final ReplicaRule replicaRule;

  private long dependsOn;
  private Waiter waiter;
  private Reply.Error failure;

  /** Whether one of the requests that run together may have written. */
  private boolean wroteStep;

  private int[] heldSlots = NO_SLOTS;
  private LockTransaction locks;

  /** The shard of what runs now, or -1 where it touches no slot. */
  private int shard;

  SlotRunner(
      TurnKeyspace keyspace,
      WaitingClients waiting,
      SlotTurns turns,
      DiskRunners diskRunners,
      KeyTracking tracking,
      SlotOwners owners,
      ReplicaRule replicaRule) {
    this.keyspace = keyspace;
    this.owners = owners;
    this.replicaRule = replicaRule;
    this.waiting = waiting;
    this.tracking = tracking;
    this.lines = new LineServer(keyspace, waiting, turns, diskRunners, tracking, owners);
    keyspace.setWriteListener(lines);
  }

  /**
   * Tells, before {@link #run} does it, in the turns of which slots the next request runs, where
   * that is not only one.
   *
   * @param slots ascending
   */
  void holding(int[] slots) {
    heldSlots = slots;
  }

  /**
   * Tells, before {@link #run} or {@link #runTogether} does it, who has locks that are not in the
   * way of what runs next.
   *
   * @param holder null for nobody
   */
  void actingFor(LockTransaction holder) {
    locks = holder;
  }

  private LockTransaction takeHolder() {
    LockTransaction holder = locks;
    locks = null;
    return holder;
  }

  /**
   * Runs one request.
   *
   * @param slot the one slot of all its keys, or -1
   * @param nowMs the time that the request sees
   * @param mayBlock whether reads may wait for the disk
   * @return the reply; a command's error is a reply like any other, and then nothing was written.
   *     Null when the request waits now: see {@link #waiter()}
   * @throws MoreTurns when the request needs further slots: nothing was written, run it again in
   *     their turns too
   * @throws ColdRead when a value is on disk and {@code mayBlock} is false: nothing was written,
   *     run it again where it may
   * @throws KeyLocked when a transaction has locked what it needs: nothing was written, run it
   *     again with locks of its own
   */
  Reply run(
      ClientSession session,
      CatalogEntry command,
      Args args,
      int slot,
      long nowMs,
      boolean mayBlock) {
    LockTransaction holder = takeHolder();
    int[] held = heldSlots;
    heldSlots = NO_SLOTS;
    int anySlot = slot < 0 && held.length > 0 ? held[0] : slot;
    Reply.Error lost = servedElsewhere(session, anySlot);
    if (lost != null) {
      dependsOn = 0;
      return lost;
    }
    if (anySlot >= 0) {
      shard = owners.shardOf(anySlot);
    }
    keyspace.begin(nowMs, session.database(), mayBlock);
    keyspace.actingFor(holder);
    if (slot >= 0) {
      keyspace.onSlot(slot);
    }
    keyspace.holding(held);
    // TOUCH is the one command that still counts: it says so by its name.
    if (session.isNoTouch() && !command.name().equals("touch")) {
      keyspace.withoutTouching();
    }
    try {
      Reply reply = execute(session, command, args);
      dependsOn = keyspace.dependsOn();
      if (lines.hasReady()) {
        lines.serveReady(nowMs, mayBlock, holder, slot >= 0 ? new int[] {slot} : held);
      }
      return command.isWrite() || reply == null ? reply : readWithRight(session, anySlot, reply);
    } catch (CommandError error) {
      return takenBack(error.reply());
    } catch (RequestTooLarge error) {
      return takenBack(error.reply());
    } catch (RunAgain elsewhere) {
      keyspace.rollback();
      throw elsewhere;
    } catch (RuntimeException defect) {
      log.error(
          "event=command_failed command={} slot={} client={}",
          command.name(),
          slot,
          session.id(),
          defect);
      return takenBack(
          Errors.err("internal error while running '" + command.name() + "', see the log"));
    }
  }

  /** Nothing of what ran was written. */
  private Reply.Error takenBack(Reply.Error why) {
    keyspace.rollback();
    dependsOn = keyspace.dependsOn();
    return why;
  }

  /**
   * Runs a request on several slots, whose turns the caller holds, without waiting for the disk.
   *
   * @param anySlot one of them, or -1 where there are none
   */
  Reply runInTurns(
      ClientSession session, CatalogEntry command, Args args, int anySlot, long nowMs) {
    Reply.Error lost = servedElsewhere(session, anySlot);
    if (lost != null) {
      dependsOn = 0;
      return lost;
    }
    shard = shardOf(anySlot);
    Reply reply = run(session, command, args, -1, nowMs, false);
    return command.isWrite() || reply == null ? reply : readWithRight(session, anySlot, reply);
  }

  private int shardOf(int slot) {
    return slot < 0 ? -1 : owners.shardOf(slot);
  }

  /**
   * Why requests on the slot may not run here, or null. Whoever was let in may have waited for the
   * turn while the right to serve went to another node.
   *
   * @param slot one of the request's, or -1 for none
   */
  private Reply.Error servedElsewhere(ClientSession session, int slot) {
    return slot < 0 || owners.serves(slot) ? null : SlotRouting.lost(owners, session.face(), slot);
  }

  /**
   * What a request has read is true if this node still has the right to serve when it has read it;
   * what it has written the log takes or refuses.
   */
  private Reply readWithRight(ClientSession session, int slot, Reply reply) {
    return slot < 0 || owners.hasRight(slot)
        ? reply
        : SlotRouting.lost(owners, session.face(), slot);
  }

  /**
   * Runs several requests whose writes become real together, or none of them.
   *
   * @param heldSlots of all keys
   * @param watched keys that must be as they were
   * @param work runs the requests; answers whether their writes are to be kept
   * @return whether the watched keys were as they had been; if not, nothing ran
   * @throws ColdRead as {@link #run} does
   * @throws MoreTurns as {@link #run} does
   * @throws KeyLocked as {@link #run} does
   */
  boolean runTogether(
      ClientSession session,
      long nowMs,
      boolean mayBlock,
      int[] heldSlots,
      List<Transaction.Watched> watched,
      Predicate<TransactionScope> work) {
    LockTransaction holder = takeHolder();
    int anySlot = heldSlots.length > 0 ? heldSlots[0] : -1;
    failure = servedElsewhere(session, anySlot);
    if (failure != null) {
      dependsOn = 0;
      return true;
    }
    shard = shardOf(anySlot);
    wroteStep = false;
    keyspace.begin(nowMs, session.database(), mayBlock);
    keyspace.actingFor(holder);
    keyspace.holding(heldSlots);
    try {
      boolean unchanged = true;
      for (Transaction.Watched key : watched) {
        unchanged &= keyspace.in(key.database()).version(key.key()) == key.version();
      }
      if (unchanged && !work.test(new Scope(session, mayBlock))) {
        keyspace.rollback();
      }
      lines.commitFor(session, shard);
      dependsOn = keyspace.dependsOn();
      if (lines.hasReady()) {
        lines.serveReady(nowMs, mayBlock, holder, heldSlots);
      }
      if (!wroteStep && anySlot >= 0 && !owners.hasRight(anySlot)) {
        failure = SlotRouting.lost(owners, session.face(), anySlot);
      }
      return unchanged;
    } catch (RequestTooLarge error) {
      failure = takenBack(error.reply());
      return true;
    } catch (RunAgain elsewhere) {
      keyspace.rollback();
      throw elsewhere;
    } catch (RuntimeException defect) {
      log.error("event=transaction_failed client={}", session.id(), defect);
      failure = takenBack(Errors.err("internal error while running the transaction, see the log"));
      return true;
    }
  }

  /**
   * Runs a transaction that holds locks, and turns only for the moment of each request ({@link
   * #runInTurns}) and of the commit.
   *
   * @param anySlot one of those that it touches, or -1
   * @param held locks on everything that it touches
   * @param turns where it takes turns, waiting for them
   * @param work runs the requests; answers whether their writes are to be kept
   * @throws MoreLocks when it touches what is not locked: nothing was written
   */
  void runWithLocks(
      ClientSession session,
      long nowMs,
      int anySlot,
      LockTransaction held,
      SlotTurns turns,
      BooleanSupplier work) {
    failure = servedElsewhere(session, anySlot);
    if (failure != null) {
      dependsOn = 0;
      return;
    }
    shard = shardOf(anySlot);
    wroteStep = false;
    keyspace.begin(nowMs, session.database(), true);
    keyspace.holdingLocks(held);
    try {
      if (work.getAsBoolean()) {
        int[] written = keyspace.writtenSlots();
        turns.runExclusively(written, () -> commit(session, nowMs, held, written));
      } else {
        keyspace.rollback();
      }
      dependsOn = keyspace.dependsOn();
      if (!wroteStep && anySlot >= 0 && !owners.hasRight(anySlot)) {
        failure = SlotRouting.lost(owners, session.face(), anySlot);
      }
    } catch (RequestTooLarge error) {
      failure = takenBack(error.reply());
    } catch (RunAgain elsewhere) {
      keyspace.rollback();
      throw elsewhere;
    } catch (RuntimeException defect) {
      log.error("event=transaction_failed client={}", session.id(), defect);
      failure = takenBack(Errors.err("internal error while running the transaction, see the log"));
    }
  }

  private void commit(ClientSession session, long nowMs, LockTransaction held, int[] slots) {
    lines.commitFor(session, shard);
    if (lines.hasReady()) {
      lines.serveReady(nowMs, true, held, slots);
    }
  }

  /** Runs one request of a transaction with locks, in these turns. */
  Reply runInTurns(int[] slots, ClientSession session, CatalogEntry command, Args args) {
    keyspace.holding(slots);
    try {
      return step(session, command, args);
    } finally {
      keyspace.pause();
    }
  }

  /** See {@link TurnKeyspace#savepoint}. */
  Runnable savepoint() {
    return keyspace.savepoint();
  }

  /** What this runner lets others do between its begin and its commit. */
  private final class Scope implements TransactionScope {

    private final ClientSession session;
    private final boolean mayTakeTime;
    private int commits;

    Scope(ClientSession session, boolean mayTakeTime) {
      this.session = session;
      this.mayTakeTime = mayTakeTime;
    }

    @Override
    public Reply run(CatalogEntry command, Args args) {
      return command.def().handler() instanceof Handler.OnConnection
          ? OtherHandlers.onConnection(session, command, args)
          : step(session, command, args);
    }

    @Override
    public void commit() {
      commits++;
      lines.commitFor(session, shard);
    }

    @Override
    public Runnable savepoint() {
      int before = commits;
      Runnable point = keyspace.savepoint();
      return () -> {
        if (commits == before) {
          point.run();
        } else {
          keyspace.rollback();
        }
      };
    }

    @Override
    public boolean mayTakeTime() {
      return mayTakeTime;
    }

    @Override
    public ClientSession session() {
      return session;
    }
  }

  private Reply step(ClientSession session, CatalogEntry command, Args args) {
    if (command.isWrite() && shard >= 0 && replicaRule.refuses(shard)) {
      return ReplicaRule.TOO_FEW;
    }
    keyspace.proceed(session.database());
    wroteStep |= command.mayReplicate();
    session.rememberReads(tracking, command, args);
    if (session.isNoTouch() && !command.name().equals("touch")) {
      keyspace.withoutTouching();
    }
    try {
      return command.def().handler() instanceof Handler.Blocking blocking
          ? blocking.runWithoutWaiting(keyspace, args)
          : ((Handler.OnSlot) command.def().handler()).run(keyspace, args);
    } catch (CommandError error) {
      // Commands check everything before they write: there is nothing to take back.
      return error.reply();
    }
  }

  /** Why the last transaction was taken back as a whole, or null. */
  Reply.Error failure() {
    return failure;
  }

  /** Null when it waits; whoever writes one of its keys from now on finds it. */
  private Reply execute(ClientSession session, CatalogEntry command, Args args) {
    session.rememberReads(tracking, command, args);
    Handler handler = command.def().handler();
    if (handler instanceof Handler.OnSlot onSlot) {
      Reply reply = onSlot.run(keyspace, args);
      lines.commitFor(session, shard);
      return reply;
    }
    if (handler instanceof Handler.Watching watching) {
      Reply reply = watching.run(session, keyspace, args);
      keyspace.commit();
      return reply;
    }
    Attempt attempt = ((Handler.Blocking) handler).attempt(keyspace, args);
    lines.commitFor(session, shard);
    if (attempt.waiting() != null) {
      waiter = new Waiter(waiting, session, command, args, attempt.waiting());
      waiting.add(waiter);
    }
    return attempt.reply();
  }

  /** What the last request, whose reply was null, waits in. */
  Waiter waiter() {
    return waiter;
  }

  /**
   * Serves whoever waits for a key; reads may wait for the disk.
   *
   * @param heldSlots whose turns are held
   */
  void serve(WaitingClients.Place place, long nowMs, int[] heldSlots) {
    lines.serve(place, nowMs, takeHolder(), heldSlots);
  }

  /** See {@link TurnKeyspace#prefetch}. */
  void prefetch(int database, List<Args> requests, int[] slots, int[] keys) {
    keyspace.prefetch(database, requests, slots, keys);
  }

  /** The log position that the replies of the last request depend on. */
  long dependsOn() {
    return dependsOn;
  }
}
