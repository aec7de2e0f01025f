package io.slotwise.sharding.slot;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The turn and the gate of every slot, in one word each.
 *
 * <pre>
 *   word              meaning                                     next
 *   0                 open, idle                                  HELD, GATED
 *   HELD              open, a turn is under way                   0, HELD+GATED
 *   GATED             gate closed, no turn under way              0, HELD+GATED
 *   HELD+GATED        gate closed, a turn is under way            GATED
 * </pre>
 *
 * Only the slot's entity opens and closes the gate, so {@link #close}, {@link #grant} and {@link
 * #open} have one caller at a time for each slot. Whoever gives back a turn behind a closed gate is
 * told so by {@link #release} and has to tell the entity, which cannot know otherwise: that is the
 * one wake-up that must not be lost.
 */
final class SlotGate {

  private static final int HELD = 1;
  private static final int GATED = 2;

  private final AtomicIntegerArray words;

  /** All gates are closed at first. */
  SlotGate(int slotCount) {
    words = new AtomicIntegerArray(slotCount);
    for (int slot = 0; slot < slotCount; slot++) {
      words.setPlain(slot, GATED);
    }
  }

  /** Takes the turn of an open, idle slot. */
  boolean tryTake(int slot) {
    return words.get(slot) == 0 && words.compareAndSet(slot, 0, HELD);
  }

  /**
   * Takes the turn of an idle slot whether or not its gate is closed: for background work, which
   * owes the clients no order.
   */
  boolean tryTakeBehindGate(int slot) {
    return tryTake(slot) || words.compareAndSet(slot, GATED, HELD | GATED);
  }

  /**
   * Gives back the turn.
   *
   * @return true if the gate was closed meanwhile: the caller must tell the entity that the turn is
   *     back
   */
  boolean release(int slot) {
    if (words.compareAndSet(slot, HELD, 0)) {
      return false;
    }
    if (!words.compareAndSet(slot, HELD | GATED, GATED)) {
      throw new IllegalStateException(
          "turn of slot " + slot + " given back but not held, word " + words.get(slot));
    }
    return true;
  }

  /** Closes the gate: no new turns but granted ones. True if no turn is under way. */
  boolean close(int slot) {
    int before = words.getAndUpdate(slot, word -> word | GATED);
    return (before & HELD) == 0;
  }

  /**
   * Takes the turn behind the closed gate for somebody whom the entity chose. False if a turn is
   * still under way.
   */
  boolean grant(int slot) {
    return words.compareAndSet(slot, GATED, HELD | GATED);
  }

  /** Opens the gate. False if a turn is still under way, which will be given back and told. */
  boolean open(int slot) {
    return words.compareAndSet(slot, GATED, 0) || words.get(slot) == 0;
  }

  /** Whether no turn is under way, open or closed. */
  boolean isIdle(int slot) {
    return (words.get(slot) & HELD) == 0;
  }

  /** Whether somebody could take the turn right now. */
  boolean isOpenAndIdle(int slot) {
    return words.get(slot) == 0;
  }
}
