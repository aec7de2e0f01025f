package io.slotwise.sharding.slot;

/**
 * The right to touch a slot: one holder at a time. Whoever reads or writes a slot's data holds its
 * turn, be it an event loop running a command, the store materialising it or the expiry of its
 * keys.
 */
public interface Turns {

  /** Takes the turn if the slot is open, idle and nobody waits for it. Never waits. */
  boolean tryTake(int slot);

  /** Whether nobody has the turn at this moment. */
  boolean isIdle(int slot);

  /**
   * Asks for the turn, waiting for it without a thread; while the slot is not open yet, the request
   * waits for that. The code is called once, when the turn is granted, on a thread of somebody
   * else: it should only pass the word on, and whoever runs then must {@link #release} the turn.
   */
  void request(int slot, Runnable onGranted);

  /**
   * Takes the turn, waiting for it, open or closed; give it back with {@link #release}. Who takes
   * several takes them in ascending order. Never call it from an event loop.
   */
  void take(int slot);

  /** Gives back a turn that this caller took. */
  void release(int slot);

  /**
   * Runs background work of the store (materialising, expiry, a scan) in the slot's turn on the
   * calling thread, waiting for the turn if it must. Works on closed slots too. Never call it from
   * an event loop.
   */
  void runExclusively(int slot, Runnable work);

  /**
   * The same in the turns of several slots together. Everybody takes several in ascending order, so
   * nobody waits in a circle.
   *
   * @param slots ascending, none twice
   */
  default void runExclusively(int[] slots, Runnable work) {
    int taken = 0;
    try {
      while (taken < slots.length) {
        take(slots[taken]);
        taken++;
      }
      work.run();
    } finally {
      for (int i = 0; i < taken; i++) {
        release(slots[i]);
      }
    }
  }
}
