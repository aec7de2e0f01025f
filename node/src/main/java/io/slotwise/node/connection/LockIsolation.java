package io.slotwise.node.connection;

import io.slotwise.node.connection.ScriptSettings.LockLevel;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import io.slotwise.sharding.store.MoreLocks;
import io.slotwise.sharding.store.MoreTurns;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Locks what a script declares while it runs, on the level that is set, and takes turns for the
 * moments of its commands: whatever else is in the same slots goes on. A script that touches more
 * is taken back and run again one level up: its slots whole, then everything. One that calls
 * commands on whole databases holds the turns of all slots too.
 */
final class LockIsolation implements ScriptIsolation {

  private static final Reply.Error GONE = Errors.err("the connection has gone");

  private final ExecutionServices services;
  private final LockLevel level;

  LockIsolation(ExecutionServices services, LockLevel level) {
    this.services = services;
    this.level = level;
  }

  @Override
  public Ended run(Declared declared, Predicate<TransactionScope> work) {
    LockLevel now = level;
    int[] slots = declared.slots();
    boolean widened = false;
    while (true) {
      try {
        return runOn(now, slots, declared, work);
      } catch (MoreLocks needed) {
        slots = needed.besides(slots);
      } catch (MoreTurns needed) {
        slots = needed.besides(slots);
      }
      now = widened || slots.length == Slots.COUNT ? LockLevel.GLOBAL : LockLevel.SLOTS;
      widened = true;
    }
  }

  private Ended runOn(
      LockLevel now, int[] slots, Declared declared, Predicate<TransactionScope> work) {
    LockTransaction locks =
        services.store().locks().newTransaction(footprint(now, slots, declared));
    await(locks, declared.session());
    try {
      declared.script().holds(locks.footprint());
      if (slots.length == Slots.COUNT) {
        services.diskRunners().get().actingFor(locks);
        return new TurnIsolation(services, true).run(declared, work);
      }
      return runHolding(locks, now, slots, declared, work);
    } finally {
      declared.script().holdsNothing();
      locks.end();
    }
  }

  private Ended runHolding(
      LockTransaction locks,
      LockLevel now,
      int[] slots,
      Declared declared,
      Predicate<TransactionScope> work) {
    ClientSession session = declared.session();
    SlotRunner runner = services.diskRunners().get();
    TransactionScope scope =
        limited(now, slots, declared, new LockedScope(services, runner, session));
    runner.runWithLocks(
        session,
        services.clock().millis(),
        slots.length == 0 ? -1 : slots[0],
        locks,
        services.turns(),
        () -> work.test(scope));
    return new Ended(runner.dependsOn(), runner.failure());
  }

  private Footprint footprint(LockLevel now, int[] slots, Declared declared) {
    boolean onlyReads = declared.script().call().isReadOnly();
    return switch (now) {
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

  private TransactionScope limited(
      LockLevel now, int[] slots, Declared declared, TransactionScope scope) {
    return switch (now) {
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

  /**
   * Waits for the locks while other scripts run.
   *
   * @throws CommandError BUSY when a script has one of them that takes long
   */
  private void await(LockTransaction locks, ClientSession session) {
    CompletableFuture<Reply.Error> decision = new CompletableFuture<>();
    LockWait.Outcome outcome =
        new LockWait.Outcome() {
          @Override
          public void held() {
            decision.complete(null);
          }

          @Override
          public void sentAway(Reply.Error busy) {
            decision.complete(busy);
          }

          @Override
          public void abandoned() {
            decision.complete(GONE);
          }
        };
    new LockWait(services.scripts().running(), session, locks, outcome).begin();
    if (!decision.isDone()) {
      services.scripts().threads().whileOthersRun(decision::join);
    }
    Reply.Error busy = decision.getNow(null);
    if (busy != null) {
      throw new CommandError(busy);
    }
  }
}
