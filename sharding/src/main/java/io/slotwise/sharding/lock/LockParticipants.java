package io.slotwise.sharding.lock;

/**
 * Those who keep lock tables, as a transaction sees them: two words to each, one back. Nothing else
 * is shared, so that a participant may stand on another node.
 */
interface LockParticipants {

  /**
   * Enters a transaction in a slot's table, or, at {@link #NODE}, among all that lock anything.
   *
   * @return true if the locks are granted already; otherwise {@link LockTransaction#granted()} is
   *     called when they are, on whatever thread
   */
  boolean request(int slot, LockTransaction transaction);

  /** Takes it out again, whether it was granted or not. */
  void release(int slot, LockTransaction transaction);

  /** In place of a slot: what stands before all slots. */
  int NODE = -1;
}
