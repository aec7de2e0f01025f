package io.slotwise.sharding.slot;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The life of a slot on a node. */
enum SlotPhase {
  /** The entity is there, its data is not open yet. */
  OPENING,
  /** Turns are taken and granted. */
  SERVING,
  /** The gate is closed for good; the turn under way is waited for. */
  CLOSING,
  CLOSED;

  /** Which phase may follow which. */
  static final Map<SlotPhase, Set<SlotPhase>> NEXT = new EnumMap<>(SlotPhase.class);

  static {
    NEXT.put(OPENING, EnumSet.of(SERVING, CLOSED));
    NEXT.put(SERVING, EnumSet.of(CLOSING, CLOSED));
    NEXT.put(CLOSING, EnumSet.of(CLOSED));
    NEXT.put(CLOSED, EnumSet.noneOf(SlotPhase.class));
  }

  /**
   * @throws IllegalStateException if the step is not in {@link #NEXT}
   */
  SlotPhase become(SlotPhase next) {
    if (!NEXT.get(this).contains(next)) {
      throw new IllegalStateException("slot cannot go from " + this + " to " + next);
    }
    return next;
  }
}
