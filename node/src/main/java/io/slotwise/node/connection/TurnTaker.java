package io.slotwise.node.connection;

import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.slot.SlotTurns;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Takes the turns of several slots together, always in ascending order, so that nobody waits in a
 * circle.
 */
public final class TurnTaker {

  private static final Reply.Error STOPPING = Errors.err("The server is stopping");

  private final SlotTurns turns;
  private final RunningScripts scripts;

  public TurnTaker(SlotTurns turns, RunningScripts scripts) {
    this.turns = turns;
    this.scripts = scripts;
  }

  /**
   * Takes all of them or none, without waiting.
   *
   * @param slots ascending, none twice
   */
  boolean tryTake(int[] slots) {
    for (int i = 0; i < slots.length; i++) {
      if (!turns.tryTake(slots[i])) {
        release(slots, i);
        return false;
      }
    }
    return true;
  }

  /**
   * Takes all of them, waiting for each. Never call it from an event loop.
   *
   * @param slots ascending, none twice
   * @throws CommandError BUSY when a script that takes long holds one: then none is taken
   */
  void take(int[] slots) {
    for (int i = 0; i < slots.length; i++) {
      if (!turns.tryTake(slots[i])) {
        Reply.Error busy = await(slots[i]);
        if (busy != null) {
          release(slots, i);
          throw new CommandError(busy);
        }
      }
    }
  }

  /** Null with the turn; else why there is none. */
  private Reply.Error await(int slot) {
    BlockingQueue<Optional<Reply.Error>> decision = new ArrayBlockingQueue<>(1);
    new TurnWait(
            turns,
            scripts,
            slot,
            () -> decision.add(Optional.empty()),
            busy -> decision.add(Optional.of(busy)))
        .begin();
    try {
      return decision.take().orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STOPPING;
    }
  }

  void release(int[] slots) {
    release(slots, slots.length);
  }

  private void release(int[] slots, int taken) {
    for (int i = 0; i < taken; i++) {
      turns.release(slots[i]);
    }
  }

  /** Runs work in these turns; as {@link #take}. */
  void run(int[] slots, Runnable work) {
    take(slots);
    try {
      work.run();
    } finally {
      release(slots);
    }
  }
}
