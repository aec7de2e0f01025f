package io.slotwise.node.connection;

import io.slotwise.node.connection.ScriptSettings.LockLevel;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.store.MoreLocks;
import io.slotwise.sharding.store.MoreTurns;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Runs a script in a transaction of its own: all that it writes becomes real together, or nothing
 * of it. What it declares is locked while it runs, on the level that is set, and turns are taken
 * for the moments of its commands: whatever else is in the same slots goes on. A script that
 * touches more is taken back and run again one level up: its slots whole, then everything. One that
 * calls commands on whole databases holds the turns of all slots too.
 *
 * <p>It waits for locks without a thread, and has a script thread while it runs.
 */
final class LockedRun {

  /**
   * A script, and what it has said that it will touch.
   *
   * @param args of the request, whose key specs name the keys
   * @param slots of these keys, ascending
   */
  record Declared(
      ClientSession session, CatalogEntry command, Args args, int[] slots, RunningScript script) {}

  /**
   * @param dependsOn the log position that the reply must wait for
   * @param failure why nothing of it has happened, or null
   */
  record Ended(long dependsOn, Reply failure) {

    private static Ended refused(Reply why) {
      return new Ended(0, why);
    }
  }

  private final ExecutionServices services;
  private final Declared declared;
  private final Predicate<TransactionScope> work;
  private final Consumer<Ended> whenEnded;
  private LockLevel level;
  private int[] slots;
  private boolean widened;

  /**
   * @param work answers whether its writes are to be kept; run again, from its beginning, where
   *     what was held did not suffice
   * @param whenEnded told once, on any thread, unless the connection goes while the script waits
   */
  LockedRun(
      ExecutionServices services,
      Declared declared,
      Predicate<TransactionScope> work,
      Consumer<Ended> whenEnded) {
    this.services = services;
    this.declared = declared;
    this.work = work;
    this.whenEnded = whenEnded;
    this.level = services.scripts().settings().lockLevel();
    this.slots = declared.slots();
  }

  /** Called on a script thread: runs on it if the locks are to be had at once. */
  void begin() {
    LockTransaction locks = services.store().locks().newTransaction(footprint());
    Request request = new Request(locks);
    new LockWait(services.scripts().running(), declared.session(), locks, request).begin();
    request.made = true;
    if (request.heldAtOnce) {
      runHolding(locks);
    }
  }

  /** The locks that were asked for come at once, on the thread that asks, or later, on any. */
  private final class Request implements LockWait.Outcome {
    private final LockTransaction locks;
    private final Thread asking = Thread.currentThread();

    /** These two are the asking thread's alone. */
    private boolean made;

    private boolean heldAtOnce;

    Request(LockTransaction locks) {
      this.locks = locks;
    }

    @Override
    public void held() {
      if (Thread.currentThread() == asking && !made) {
        heldAtOnce = true;
      } else {
        services.scripts().threads().execute(() -> runHolding(locks));
      }
    }

    @Override
    public void sentAway(Reply.Error busy) {
      whenEnded.accept(Ended.refused(busy));
    }
  }

  private Footprint footprint() {
    boolean onlyReads = declared.script().call().isReadOnly();
    return switch (level) {
      case KEYS ->
          services
              .routes()
              .of(declared.command())
              .footprint(declared.session().database(), declared.args(), onlyReads);
      case SLOTS -> {
        Footprint footprint = Footprint.empty();
        for (int slot : slots) {
          footprint.slot(slot, !onlyReads);
        }
        yield footprint;
      }
      case GLOBAL -> Footprint.everything();
    };
  }

  private void runHolding(LockTransaction locks) {
    RunningScripts running = services.scripts().running();
    running.begin(declared.script());
    Ended ended = null;
    int[] needed = null;
    try {
      declared.script().holds(locks.footprint());
      ended = slots.length == Slots.COUNT ? runInAllTurns(locks) : runWithLocks(locks);
    } catch (MoreLocks more) {
      needed = more.besides(slots);
    } catch (MoreTurns more) {
      needed = more.besides(slots);
    } catch (CommandError busy) {
      ended = Ended.refused(busy.reply());
    } catch (RuntimeException | Error defect) {
      ended = Ended.refused(OtherHandlers.failed(declared.command(), defect));
    } finally {
      running.end(declared.script());
      locks.end();
    }
    if (needed == null) {
      whenEnded.accept(ended);
    } else {
      runAgain(needed);
    }
  }

  private void runAgain(int[] needed) {
    services.scripts().running().countAgain();
    slots = needed;
    level = widened || slots.length == Slots.COUNT ? LockLevel.GLOBAL : LockLevel.SLOTS;
    widened = true;
    begin();
  }

  private Ended runWithLocks(LockTransaction locks) {
    ClientSession session = declared.session();
    SlotRunner runner = services.diskRunners().get();
    TransactionScope scope = limited(new LockedScope(services, runner, session));
    runner.runWithLocks(
        session,
        services.clock().millis(),
        slots.length == 0 ? -1 : slots[0],
        locks,
        services.turns(),
        () -> work.test(scope));
    return new Ended(runner.dependsOn(), runner.failure());
  }

  private TransactionScope limited(TransactionScope scope) {
    return switch (level) {
      case KEYS ->
          new DeclaredKeys(
              new DeclaredSlots(scope, slots, services),
              declared.command(),
              declared.args(),
              services.scripts().settings());
      case SLOTS -> new DeclaredSlots(scope, slots, services);
      case GLOBAL -> new AllLocked(scope, services);
    };
  }

  private Ended runInAllTurns(LockTransaction locks) {
    TurnTaker taker = services.turnTaker();
    if (!taker.tryTake(slots)) {
      services.scripts().threads().whileOthersRun(() -> taker.take(slots));
    }
    try {
      declared.script().holds(slots);
      SlotRunner runner = services.diskRunners().get();
      runner.actingFor(locks);
      DeclaredSlots[] scopes = new DeclaredSlots[1];
      runner.runTogether(
          declared.session(),
          services.clock().millis(),
          true,
          slots,
          List.of(),
          scope -> {
            scopes[0] = new DeclaredSlots(scope, slots, services);
            return work.test(scopes[0]);
          });
      return new Ended(scopes[0].dependsOn(runner.dependsOn()), runner.failure());
    } finally {
      declared.script().holdsNothing();
      taker.release(slots);
    }
  }
}
