package io.slotwise.sharding.cluster;

import io.slotwise.protocol.Slots;
import io.slotwise.sharding.replication.SlotRange;

/**
 * How the slots are dealt out to shards: contiguous ranges of nearly equal width, in ascending
 * order.
 */
public record ShardRanges(int shardCount) {

  public ShardRanges {
    if (shardCount < 1 || shardCount > Slots.COUNT) {
      throw new IllegalArgumentException("a cluster has 1 to 16384 shards, not " + shardCount);
    }
  }

  /** The shard that a slot belongs to. */
  public int shardOf(int slot) {
    return SlotRange.shardOf(slot, shardCount);
  }

  public int firstSlot(int shard) {
    return SlotRange.ofShard(shard, shardCount).first();
  }

  /** Inclusive. */
  public int lastSlot(int shard) {
    return SlotRange.ofShard(shard, shardCount).last();
  }
}
