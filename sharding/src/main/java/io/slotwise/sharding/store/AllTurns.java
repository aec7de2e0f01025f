package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.slot.Turns;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Changes of many slots at once: made while the turns of all of them are held. */
final class AllTurns {

  private final StoreCore core;
  private final Turns turns;

  AllTurns(StoreCore core, Turns turns) {
    this.core = core;
    this.turns = turns;
  }

  /**
   * Waits for the turns and makes a change. Never call it from an event loop.
   *
   * @param change returns its log position
   * @return that position
   */
  synchronized long run(IntPredicate slots, LongSupplier change) {
    int[] wanted = IntStream.range(0, Slots.COUNT).filter(slots).toArray();
    long[] position = new long[1];
    turns.runExclusively(wanted, () -> position[0] = change.getAsLong());
    core.log.commit();
    return position[0];
  }
}
