package io.slotwise.node.connection;

import io.slotwise.sharding.store.MoreTurns;
import java.util.function.Consumer;

/** Work that may find out, by what it reads, that it needs more turns than it was given. */
final class WideningTurns {

  private WideningTurns() {}

  /**
   * Runs the work in turns, and again with more as long as it asks for more: what it needs may have
   * changed between the look that told and the turns. At worst it holds them all in the end. Never
   * call it from an event loop.
   *
   * @param slots ascending
   * @param work is given the slots whose turns are held
   * @throws io.slotwise.protocol.CommandError BUSY when a script that takes long holds one
   */
  static void run(TurnTaker turns, int[] slots, Consumer<int[]> work) {
    int[] held = slots;
    boolean done = false;
    while (!done) {
      int[] now = held;
      try {
        turns.run(now, () -> work.accept(now));
        done = true;
      } catch (MoreTurns needed) {
        held = needed.besides(now);
      }
    }
  }
}
