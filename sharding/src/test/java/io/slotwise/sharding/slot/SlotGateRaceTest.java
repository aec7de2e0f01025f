package io.slotwise.sharding.slot;

import org.jetbrains.kotlinx.lincheck.LinChecker;
import org.jetbrains.kotlinx.lincheck.annotations.Operation;
import org.jetbrains.kotlinx.lincheck.annotations.Validate;
import org.jetbrains.kotlinx.lincheck.strategy.managed.modelchecking.ModelCheckingOptions;
import org.jetbrains.kotlinx.lincheck.strategy.stress.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * Goal: under any interleaving, one holder of a turn at a time and no request that is forgotten.
 * Method: Lincheck runs the fast path, the entity's queue and background work against each other;
 * each turn adds one to a plain field, so that two turns at once lose a count, and what was asked
 * for must have happened when all threads are done.
 */
public class SlotGateRaceTest {

  private static final int SLOT = 0;

  private final SlotGate gate = new SlotGate(1);
  private final SlotQueue queue = new SlotQueue(SLOT, gate);

  /** Guarded by the turn alone. */
  private int turnsRun;

  private final java.util.concurrent.atomic.AtomicInteger turnsWanted =
      new java.util.concurrent.atomic.AtomicInteger();

  public SlotGateRaceTest() {
    queue.serve();
  }

  /** An event loop: takes the turn if it can, else asks the entity. */
  @Operation
  public void fastPath() {
    turnsWanted.incrementAndGet();
    if (gate.tryTake(SLOT)) {
      runTurn();
    } else {
      request();
    }
  }

  /** Somebody who has to wait from the start: a transaction. */
  @Operation
  public void request() {
    synchronized (queue) {
      queue.add(this::runTurn);
      proceed();
    }
  }

  /** Background work that walks in behind a closed gate when nobody is inside. */
  @Operation
  public void background() {
    if (gate.tryTakeBehindGate(SLOT)) {
      turnsWanted.incrementAndGet();
      runTurn();
    }
  }

  private void runTurn() {
    turnsRun = turnsRun + 1;
    if (gate.release(SLOT)) {
      // Stands for the message TurnReturned: an actor handles one message at a time.
      synchronized (queue) {
        proceed();
      }
    }
  }

  private void proceed() {
    Runnable next = queue.proceed();
    if (next != null) {
      next.run();
    }
  }

  /** Nobody was forgotten, nobody was inside together, and the gate is open again. */
  @Validate
  public void everyTurnHappenedAlone() {
    int wanted = turnsWanted.get();
    if (turnsRun < wanted || !gate.isOpenAndIdle(SLOT)) {
      throw new IllegalStateException(
          "wanted " + wanted + " turns, ran " + turnsRun + ", idle " + gate.isOpenAndIdle(SLOT));
    }
  }

  @Test
  void everyInterleavingOfTheModelCheckerIsSafe() {
    LinChecker.check(
        SlotGateRaceTest.class,
        new ModelCheckingOptions()
            .iterations(10)
            .threads(3)
            .actorsPerThread(2)
            .actorsBefore(0)
            .actorsAfter(0)
            .invocationsPerIteration(300)
            .sequentialSpecification(Anything.class));
  }

  @Test
  void realThreadsAreSafe() {
    LinChecker.check(
        SlotGateRaceTest.class,
        new StressOptions()
            .iterations(8)
            .threads(3)
            .actorsPerThread(3)
            .invocationsPerIteration(300)
            .sequentialSpecification(Anything.class));
  }

  /**
   * The operations answer nothing, so any order of them is right: what counts is the validation.
   */
  public static class Anything {
    public void fastPath() {}

    public void request() {}

    public void background() {}
  }
}
