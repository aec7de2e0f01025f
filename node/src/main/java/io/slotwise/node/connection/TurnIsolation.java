package io.slotwise.node.connection;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.store.MoreTurns;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Holds the turns of whole slots while a script runs: of those of its declared keys, or of all.
 * What it lacks it asks for once; if that does not do either, it gets all turns.
 */
final class TurnIsolation implements ScriptIsolation {

  private static final int[] ALL_SLOTS = IntStream.range(0, Slots.COUNT).toArray();

  private final ExecutionServices services;
  private final boolean everything;

  /**
   * @param everything whether it begins with the turns of all slots
   */
  TurnIsolation(ExecutionServices services, boolean everything) {
    this.services = services;
    this.everything = everything;
  }

  @Override
  public Ended run(Declared declared, Predicate<TransactionScope> work) {
    int[] slots = everything ? ALL_SLOTS : declared.slots();
    boolean widened = false;
    while (true) {
      try {
        return runHolding(slots, declared, work);
      } catch (MoreTurns needed) {
        slots = widened ? ALL_SLOTS : needed.besides(slots);
        widened = true;
        services.scripts().running().countAgain();
      }
    }
  }

  private Ended runHolding(int[] slots, Declared declared, Predicate<TransactionScope> work) {
    TurnTaker taker = services.turnTaker();
    if (!taker.tryTake(slots)) {
      services.scripts().threads().whileOthersRun(() -> taker.take(slots));
    }
    try {
      declared.script().holds(slots);
      SlotRunner runner = services.diskRunners().get();
      DeclaredSlots[] declaredSlots = new DeclaredSlots[1];
      runner.runTogether(
          declared.session(),
          services.clock().millis(),
          true,
          slots,
          List.of(),
          scope -> {
            declaredSlots[0] = new DeclaredSlots(scope, slots, services);
            return work.test(declaredSlots[0]);
          });
      return new Ended(declaredSlots[0].dependsOn(runner.dependsOn()), runner.failure());
    } finally {
      declared.script().holdsNothing();
      taker.release(slots);
    }
  }
}
