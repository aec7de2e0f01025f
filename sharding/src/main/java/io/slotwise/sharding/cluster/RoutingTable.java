package io.slotwise.sharding.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Who leads which shard, as this node has heard. News of an older term never replaces that of a
 * newer one. A stale entry costs a hop, for who does not lead any longer refuses; never
 * correctness. For any thread.
 */
public final class RoutingTable {

  /** What is known of a shard. */
  public record Leader(long term, String nodeId) {}

  private final ShardRanges ranges;
  private final AtomicReferenceArray<Leader> leaders;

  public RoutingTable(ShardRanges ranges) {
    this.ranges = ranges;
    this.leaders = new AtomicReferenceArray<>(ranges.shardCount());
  }

  public ShardRanges ranges() {
    return ranges;
  }

  /**
   * Takes in what was heard.
   *
   * @param nodeId null where it was only heard that nobody leads
   * @return whether that was news
   */
  public boolean learn(int shard, long term, String nodeId) {
    Leader heard = nodeId == null ? null : new Leader(term, nodeId);
    while (true) {
      Leader known = leaders.get(shard);
      boolean newer = known == null || term > known.term();
      if (!newer || heard == null && known == null) {
        return false;
      }
      if (leaders.compareAndSet(shard, known, heard)) {
        return true;
      }
    }
  }

  /** The leader of a shard, or null. */
  public String leaderOf(int shard) {
    Leader known = leaders.get(shard);
    return known == null ? null : known.nodeId();
  }

  /** The term in which the leader of a shard leads, or 0. */
  public long termOf(int shard) {
    Leader known = leaders.get(shard);
    return known == null ? 0 : known.term();
  }

  /** The leader of a slot's shard, or null. */
  public String leaderOfSlot(int slot) {
    return leaderOf(ranges.shardOf(slot));
  }

  /** By shard; null where nobody is known. */
  public List<String> leaders() {
    List<String> all = new ArrayList<>();
    for (int shard = 0; shard < ranges.shardCount(); shard++) {
      all.add(leaderOf(shard));
    }
    return all;
  }
}
