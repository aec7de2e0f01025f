package io.slotwise.node.connection;

import io.slotwise.protocol.Reply;
import io.slotwise.sharding.slot.SlotTurns;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Somebody waits, without a thread, for the turn of a slot: he gets it, or is sent away because a
 * script holds it that takes long.
 */
final class TurnWait implements RunningScripts.Waiting {

  private final SlotTurns turns;
  private final RunningScripts scripts;
  private final int slot;
  private final Runnable onGranted;
  private final Consumer<Reply.Error> onBusy;
  private final AtomicBoolean decided = new AtomicBoolean();

  /**
   * @param onGranted called once, with the turn, which whoever runs then gives back
   * @param onBusy called instead of that. Either is called on any thread and only passes the word
   *     on
   */
  TurnWait(
      SlotTurns turns,
      RunningScripts scripts,
      int slot,
      Runnable onGranted,
      Consumer<Reply.Error> onBusy) {
    this.turns = turns;
    this.scripts = scripts;
    this.slot = slot;
    this.onGranted = onGranted;
    this.onBusy = onBusy;
  }

  void begin() {
    scripts.addWaiting(this);
    if (!decided.get()) {
      turns.request(slot, this::granted);
    }
  }

  @Override
  public boolean isHeldUpBy(RunningScript script) {
    return script.holds(slot);
  }

  @Override
  public void sendAway(Reply.Error busy) {
    if (decided.compareAndSet(false, true)) {
      scripts.removeWaiting(this);
      onBusy.accept(busy);
    }
  }

  private void granted() {
    if (decided.compareAndSet(false, true)) {
      scripts.removeWaiting(this);
      onGranted.run();
    } else {
      turns.release(slot);
    }
  }
}
