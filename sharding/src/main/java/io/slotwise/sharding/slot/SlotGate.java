package io.slotwise.sharding.slot;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The turn and the gate of every slot, in one word each.
 *
 * <pre>
 *   bit     meaning when set                                changed by
 *   HELD    a turn is under way                             who takes and gives back the turn
 *   GATED   the entity lets nobody in but whom it chooses   the slot's entity
 *   AWAY    another node serves the slot                    who follows the shard's leader
 * </pre>
 *
 * A word of 0 is a slot that is open and idle: one compare-and-set takes its turn. {@link #close},
 * {@link #grant} and {@link #open} have one caller at a time for each slot. Whoever gives back a
 * turn behind a closed gate is told so by {@link #release} and has to tell the entity, which cannot
 * know otherwise: that is the one wake-up that must not be lost.
 */
final class SlotGate {

  private static final int HELD = 1;
  private static final int GATED = 2;
  private static final int AWAY = 4;

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
    int word = words.get(slot);
    return (word & HELD) == 0 && words.compareAndSet(slot, word, word | HELD);
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
    int before = words.getAndUpdate(slot, word -> word & ~HELD);
    if ((before & HELD) == 0) {
      throw new IllegalStateException(
          "turn of slot " + slot + " given back but not held, word " + before);
    }
    return (before & GATED) != 0;
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
    int before =
        words.getAndUpdate(slot, word -> (word & (HELD | GATED)) == GATED ? word | HELD : word);
    return (before & (HELD | GATED)) == GATED;
  }

  /** Opens the gate. False if a turn is still under way, which will be given back and told. */
  boolean open(int slot) {
    int before = words.getAndUpdate(slot, word -> (word & HELD) == 0 ? word & ~GATED : word);
    return (before & HELD) == 0;
  }

  /** Opens the gate for good, a turn under way or not: there is no entity to be told. */
  void remove(int slot) {
    words.getAndUpdate(slot, word -> word & ~GATED);
  }

  /** Says that another node serves the slot; a turn under way ends as it would. */
  void leave(int slot) {
    words.getAndUpdate(slot, word -> word | AWAY);
  }

  /** Says that this node serves the slot. */
  void serve(int slot) {
    words.getAndUpdate(slot, word -> word & ~AWAY);
  }

  /** Whether this node serves the slot. */
  boolean isServed(int slot) {
    return (words.get(slot) & AWAY) == 0;
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
