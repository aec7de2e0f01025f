package io.slotwise.sharding.store;

import java.util.stream.IntStream;

/**
 * A command has found out that it needs the turns of further slots. Whoever runs it rolls it back,
 * gives back what turns are held, and runs it again in the turns of those slots too.
 */
public final class MoreTurns extends RunAgain {

  private static final long serialVersionUID = 1;

  private final int[] slots;

  /**
   * @param slots that are missing, at least
   */
  public MoreTurns(int[] slots) {
    super("more turns are needed");
    this.slots = slots;
  }

  /** All slots whose turns to hold the next time, ascending. */
  public int[] besides(int... held) {
    return IntStream.concat(IntStream.of(held), IntStream.of(slots)).sorted().distinct().toArray();
  }
}
