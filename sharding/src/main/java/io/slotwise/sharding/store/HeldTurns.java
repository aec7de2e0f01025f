package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.slot.Turns;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The turns in which a command runs: those that it was given, and those that it has taken besides,
 * of slots where a collection's pages are that it met. The latter are only taken where they are to
 * be had at once: who waits for turns takes them all, in order.
 */
final class HeldTurns {

  private static final int ANY_SLOT = -1;
  private static final int[] NONE = {};

  private final Turns turns;
  private final BitSet taken = new BitSet();

  /** All that were taken since the beginning, also those that were given back. */
  private final BitSet everTaken = new BitSet();

  private boolean mayWait;
  private int slot;
  private int[] given;

  HeldTurns(Turns turns) {
    this.turns = turns;
  }

  /** Starts a command. */
  void begin(boolean mayBlock) {
    giveBack();
    everTaken.clear();
    mayWait = mayBlock;
    slot = ANY_SLOT;
    given = NONE;
  }

  /** From here on keys may be in any slot of those that are held. */
  void proceed() {
    slot = ANY_SLOT;
  }

  /** All keys until the next begin are in this slot. */
  void onSlot(int only) {
    slot = only;
  }

  /**
   * @param slots ascending
   */
  void holding(int[] slots) {
    given = slots;
  }

  int slotOf(Bytes key) {
    return slot == ANY_SLOT ? Slots.of(key) : slot;
  }

  /**
   * Goes on if the turns of all these slots are held.
   *
   * @throws ColdRead where the command may not wait for them
   * @throws MoreTurns with what is missing
   */
  void require(IntStream slots) {
    int[] missing = slots.filter(wanted -> !holds(wanted)).distinct().toArray();
    if (missing.length != 0) {
      throw missing(missing);
    }
  }

  /**
   * Takes the turn of one more slot, until {@link #giveBack}.
   *
   * @throws ColdRead and {@link MoreTurns} as {@link #require} does, where it is not to be had
   */
  void takeToo(int wanted) {
    if (holds(wanted)) {
      return;
    }
    if (!turns.tryTake(wanted)) {
      throw missing(wanted);
    }
    taken.set(wanted);
    everTaken.set(wanted);
  }

  private RunAgain missing(int... slots) {
    return mayWait ? new MoreTurns(slots) : ColdRead.INSTANCE;
  }

  private boolean holds(int wanted) {
    return wanted == slot || taken.get(wanted) || Arrays.binarySearch(given, wanted) >= 0;
  }

  /** Gives back what was taken besides. */
  void giveBack() {
    if (!taken.isEmpty()) {
      taken.stream().forEach(turns::release);
      taken.clear();
    }
  }

  /** These slots and those whose turns were taken besides at any time, ascending. */
  int[] andEverTaken(int[] slots) {
    return everTaken.isEmpty()
        ? slots
        : IntStream.concat(IntStream.of(slots), everTaken.stream()).sorted().distinct().toArray();
  }
}
