package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.slot.Turns;
import java.util.function.LongSupplier;

/** Changes of the whole node at once: made while the turns of all slots are held. */
final class AllTurns {

  private final StoreCore core;
  private final Turns turns;

  AllTurns(StoreCore core, Turns turns) {
    this.core = core;
    this.turns = turns;
  }

  /**
   * Waits for all turns and makes a change. Never call it from an event loop.
   *
   * @param change returns its log position
   * @return that position
   */
  synchronized long run(LongSupplier change) {
    int taken = 0;
    long position;
    try {
      while (taken < Slots.COUNT) {
        turns.take(taken);
        taken++;
      }
      position = change.getAsLong();
    } finally {
      for (int slot = 0; slot < taken; slot++) {
        turns.release(slot);
      }
    }
    core.log.commit();
    return position;
  }
}
