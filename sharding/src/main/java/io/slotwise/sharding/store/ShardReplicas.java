package io.slotwise.sharding.store;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.slot.Turns;
import io.slotwise.sharding.store.rocks.RocksBatch;

/** What the logs of shards do to the store, in the turns of its slots. */
final class ShardReplicas implements ShardStore {

  private final StoreCore core;
  private final Turns turns;
  private final Materialiser materialiser;

  ShardReplicas(StoreCore core, Turns turns, Materialiser materialiser) {
    this.core = core;
    this.turns = turns;
    this.materialiser = materialiser;
  }

  @Override
  public void redo(SlotRange shard, long position, byte[] bytes, int offset, int length) {
    new Redo(core, turns).run(shard, position, bytes, offset, length);
  }

  @Override
  public Reach.OfShard reset(int shard, SlotRange slots) {
    byte[] key = StoreKeys.shardReach(shard);
    return materialiser.betweenRounds(
        () -> {
          forget(slots);
          return WrittenReach.ofShard(shard, core.rocks.get(key, key.length));
        });
  }

  private void forget(SlotRange slots) {
    for (int slot = slots.first(); slot <= slots.last(); slot++) {
      SlotRange one = new SlotRange(slot, slot);
      turns.runExclusively(slot, () -> core.tables.forEach(-1, one, core::reset));
    }
  }

  @Override
  public Reach.OfShard persisted(int shard) {
    return WrittenReach.ofShard(shard, core.rocks.getPersisted(StoreKeys.shardReach(shard)));
  }

  @Override
  public void drop(int shard, SlotRange slots) {
    materialiser.betweenRounds(
        () -> {
          try (RocksBatch batch = core.rocks.newBatch()) {
            batch.deleteRange(StoreKeys.slot(slots.first()), StoreKeys.slot(slots.last() + 1));
            batch.deleteRange(
                StoreKeys.countersOf(slots.first()), StoreKeys.countersOf(slots.last() + 1));
            batch.delete(StoreKeys.shardReach(shard));
            core.rocks.write(batch);
          }
          core.tables.forEach(-1, slots, table -> table.disk.reset());
          forget(slots);
          return null;
        });
  }
}
