package io.slotwise.it.transactions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What one client does, drawn from its seed. */
final class DrawnTransactions {

  /** More than an event loop grants a script. */
  private static final int LONG_STEPS = 40_000;

  private static final int LISTS_MAX = 4;

  /**
   * One transaction.
   *
   * @param declared how many of the lists a script declares, those in front
   * @param steps that a script spends at each list
   */
  record Drawn(boolean isScript, List<String> lists, int declared, boolean appends, int steps) {}

  private final Random random;
  private final List<String> lists;

  DrawnTransactions(long seed, List<String> lists) {
    this.random = new Random(seed);
    this.lists = lists;
  }

  Drawn next() {
    List<String> shuffled = new ArrayList<>(lists);
    Collections.shuffle(shuffled, random);
    int count = 1 + random.nextInt(LISTS_MAX);
    int declared = random.nextInt(4) > 0 ? count : random.nextInt(count + 1);
    return new Drawn(
        random.nextInt(3) > 0,
        List.copyOf(shuffled.subList(0, count)),
        declared,
        random.nextInt(4) > 0,
        random.nextInt(3) == 0 ? LONG_STEPS : 0);
  }
}
