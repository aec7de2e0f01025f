package io.slotwise.sharding.log.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Positions whose effects this node has lost with its leadership: another leader's log may have
 * them or not. Immutable.
 */
final class LostPositions {

  static final LostPositions NONE = new LostPositions(List.of());

  private record Loss(long atNanos, long[] positions) {}

  private final List<Loss> losses;

  private LostPositions(List<Loss> losses) {
    this.losses = losses;
  }

  /**
   * These and more, without those lost so long ago that no reply can wait for them any more.
   *
   * @param positions ascending
   */
  LostPositions and(long[] positions, long nowNanos, long keptNanos) {
    List<Loss> all = new ArrayList<>();
    for (Loss loss : losses) {
      if (nowNanos - loss.atNanos() <= keptNanos) {
        all.add(loss);
      }
    }
    all.add(new Loss(nowNanos, positions));
    return new LostPositions(all);
  }

  /** Whether there is one from the first to the second, both included. */
  boolean hasBetween(long from, long to) {
    for (Loss loss : losses) {
      int found = Arrays.binarySearch(loss.positions(), from);
      int next = found >= 0 ? found : -found - 1;
      if (next < loss.positions().length && loss.positions()[next] <= to) {
        return true;
      }
    }
    return false;
  }
}
