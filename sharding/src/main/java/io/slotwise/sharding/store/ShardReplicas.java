package io.slotwise.sharding.store;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardPicture;
import io.slotwise.sharding.log.ShardStore;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.slot.Turns;
import io.slotwise.sharding.store.rocks.RocksBatch;
import java.util.concurrent.CompletionStage;

/** What the logs of shards do to the store, in the turns of its slots. */
final class ShardReplicas implements ShardStore {

  private final StoreCore core;
  private final Turns turns;
  private final Materialiser materialiser;
  private final MaterialiserThread thread;
  private final WriteThrottle throttle;

  ShardReplicas(
      StoreCore core,
      Turns turns,
      Materialiser materialiser,
      MaterialiserThread thread,
      WriteThrottle throttle) {
    this.core = core;
    this.turns = turns;
    this.materialiser = materialiser;
    this.thread = thread;
    this.throttle = throttle;
  }

  @Override
  public void redo(SlotRange shard, long position, byte[] bytes, int offset, int length) {
    new Redo(core, turns).run(shard, position, bytes, offset, length);
  }

  @Override
  public void awaitTurns(SlotRange slots) {
    for (int slot = slots.first(); slot <= slots.last(); slot++) {
      if (!turns.isIdle(slot)) {
        turns.runExclusively(slot, () -> {});
      }
    }
  }

  @Override
  public long delayNanosForEffects() {
    return throttle.delayNanos();
  }

  @Override
  public boolean isFull() {
    return throttle.isFull();
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
  public Reach.OfShard begin(int shard, SlotRange slots) {
    Reach.OfShard persisted = persisted(shard);
    return persisted != null || isEmpty(slots) ? persisted : adopt(shard);
  }

  private boolean isEmpty(SlotRange slots) {
    long[] keys = new long[1];
    core.tables.forEach(-1, slots, table -> keys[0] += table.disk.keys);
    return keys[0] == 0;
  }

  private Reach.OfShard adopt(int shard) {
    Reach.OfShard first = new Reach.OfShard(shard, 0, 0);
    try (RocksBatch batch = core.rocks.newBatch()) {
      batch.put(StoreKeys.shardReach(shard), WrittenReach.encode(first));
      core.rocks.write(batch);
    }
    core.rocks.flush(true);
    return first;
  }

  @Override
  public Reach.OfShard persisted(int shard) {
    return WrittenReach.ofShard(shard, core.rocks.getPersisted(StoreKeys.shardReach(shard)));
  }

  @Override
  public CompletionStage<ShardPicture> picture(int shard, SlotRange slots) {
    return thread
        .materialised()
        .thenApply(
            done ->
                materialiser.betweenRounds(
                    () -> new DiskPicture(core.rocks.cursor(), shard, slots)));
  }

  @Override
  public void replace(int shard, SlotRange slots, ShardPicture picture) {
    materialiser.betweenRounds(
        () -> {
          try (RocksBatch batch = core.rocks.newBatch()) {
            deleteData(slots, batch);
            while (picture.next()) {
              batch.put(StoreKeys.hashedBy(core.keyHash, picture.key()), picture.value());
              if (batch.sizeBytes() >= core.settings.materialiseBatchBytes()) {
                core.rocks.write(batch);
                batch.clear();
              }
            }
            // Last: until then the disk has the shard only up to where it was before.
            batch.put(StoreKeys.shardReach(shard), WrittenReach.encode(picture.reach()));
            core.rocks.write(batch);
          }
          core.rocks.flush(true);
          core.tables.forEach(-1, slots, table -> table.disk.reset());
          forget(slots);
          DiskCounters.load(core, slots);
          return null;
        });
  }

  private static void deleteData(SlotRange slots, RocksBatch batch) {
    batch.deleteRange(StoreKeys.slot(slots.first()), StoreKeys.slot(slots.last() + 1));
    batch.deleteRange(StoreKeys.countersOf(slots.first()), StoreKeys.countersOf(slots.last() + 1));
  }

  @Override
  public void drop(int shard, SlotRange slots) {
    materialiser.betweenRounds(
        () -> {
          try (RocksBatch batch = core.rocks.newBatch()) {
            deleteData(slots, batch);
            batch.delete(StoreKeys.shardReach(shard));
            core.rocks.write(batch);
          }
          // A replica that comes back asks the files how far the disk has the shard.
          core.rocks.flush(true);
          core.tables.forEach(-1, slots, table -> table.disk.reset());
          forget(slots);
          return null;
        });
  }
}
