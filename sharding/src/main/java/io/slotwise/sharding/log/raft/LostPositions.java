package io.slotwise.sharding.log.raft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Positions whose effects this node has lost with its leadership: another leader's log may have
 * them or not. Immutable.
 */
final class LostPositions {

  /** Longer than any reply waits. */
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

  static final LostPositions NONE = new LostPositions(List.of());

  private record Loss(int shard, long atNanos, long[] positions) {}

  private final List<Loss> losses;

  private LostPositions(List<Loss> losses) {
    this.losses = losses;
  }

  /**
   * These and more, without those lost so long ago that no reply can wait for them any more.
   *
   * @param positions ascending
   */
  LostPositions and(int shard, long[] positions, long nowNanos) {
    List<Loss> all = new ArrayList<>();
    for (Loss loss : losses) {
      if (isRecent(loss, nowNanos)) {
        all.add(loss);
      }
    }
    all.add(new Loss(shard, nowNanos, positions));
    return new LostPositions(all);
  }

  /** These but for one, which has turned out to be in the log. */
  LostPositions without(int shard, long position) {
    if (losses.stream().noneMatch(loss -> has(loss, shard, position))) {
      return this;
    }
    List<Loss> others = new ArrayList<>();
    for (Loss loss : losses) {
      long[] kept =
          Arrays.stream(loss.positions())
              .filter(each -> loss.shard() != shard || each != position)
              .toArray();
      if (kept.length != 0) {
        others.add(new Loss(loss.shard(), loss.atNanos(), kept));
      }
    }
    return others.isEmpty() ? NONE : new LostPositions(others);
  }

  /** Whether there is one from the first to the second, both included. */
  boolean hasBetween(long from, long to, long nowNanos) {
    for (Loss loss : losses) {
      if (!isRecent(loss, nowNanos)) {
        continue;
      }
      int found = Arrays.binarySearch(loss.positions(), from);
      int next = found >= 0 ? found : -found - 1;
      if (next < loss.positions().length && loss.positions()[next] <= to) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(Loss loss, int shard, long position) {
    return loss.shard() == shard && Arrays.binarySearch(loss.positions(), position) >= 0;
  }

  private static boolean isRecent(Loss loss, long nowNanos) {
    return nowNanos - loss.atNanos() <= KEPT_NANOS;
  }
}
