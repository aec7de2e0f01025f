package io.slotwise.sharding.replication;

import io.slotwise.protocol.Slots;

/**
 * Neighbouring slots: what a shard is made of.
 *
 * @param first the first slot
 * @param last the last slot, included
 */
public record SlotRange(int first, int last) {

  /** All slots that there are. */
  public static final SlotRange ALL = new SlotRange(0, Slots.COUNT - 1);

  /** Never empty. */
  public SlotRange {
    if (first < 0 || last < first || last >= Slots.COUNT) {
      throw new IllegalArgumentException("no range of slots: " + first + " to " + last);
    }
  }

  /** The slots of a shard: ranges of nearly equal width, in ascending order. */
  public static SlotRange ofShard(int shard, int shardCount) {
    return new SlotRange(
        firstOf(shard, shardCount),
        shard + 1 == shardCount ? ALL.last : firstOf(shard + 1, shardCount) - 1);
  }

  /** The shard that a slot belongs to. */
  public static int shardOf(int slot, int shardCount) {
    return slot * shardCount / Slots.COUNT;
  }

  private static int firstOf(int shard, int shardCount) {
    return (shard * Slots.COUNT + shardCount - 1) / shardCount;
  }

  public boolean contains(int slot) {
    return slot >= first && slot <= last;
  }
}
