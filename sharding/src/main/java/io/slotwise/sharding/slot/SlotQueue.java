package io.slotwise.sharding.slot;

import java.util.ArrayDeque;

/**
 * Who waits for the turn of one slot, in order, and what the gate has to do about it. Owned by the
 * slot's entity; apart from it so that its races can be tested without an actor.
 */
final class SlotQueue {

  private final int slot;
  private final SlotGate gate;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean opensWhenIdle;

  SlotQueue(int slot, SlotGate gate) {
    this.slot = slot;
    this.gate = gate;
  }

  /** From now on the gate is open whenever nobody waits. */
  void serve() {
    opensWhenIdle = true;
    proceed();
  }

  /**
   * From now on the gate stays closed but for those who wait already.
   *
   * @return true if nobody waits and no turn is under way: nobody is inside, and nobody will come
   *     in
   */
  boolean shut() {
    opensWhenIdle = false;
    return gate.close(slot) && waiting.isEmpty();
  }

  /** Queues a request. {@link #proceed()} says whom to wake. */
  void add(Runnable onGranted) {
    waiting.add(onGranted);
  }

  /**
   * Does the next thing that can be done: closes the gate when somebody waits, grants the turn to
   * the first, opens the gate when nobody does. Call it after every change and whenever a turn came
   * back.
   *
   * @return whom to tell that it has the turn, or null
   */
  Runnable proceed() {
    if (waiting.isEmpty()) {
      if (opensWhenIdle) {
        // Fails only while a turn is under way behind the gate; that turn's return leads here
        // again.
        gate.open(slot);
      }
      return null;
    }
    gate.close(slot);
    return gate.grant(slot) ? waiting.poll() : null;
  }
}
