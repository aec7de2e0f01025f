package io.slotwise.sharding.store;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.store.rocks.RocksBatch;
import io.slotwise.sharding.store.rocks.RocksStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Up to where RocksDB has what the log holds, as RocksDB itself says. */
final class WrittenReach {

  private WrittenReach() {}

  /** The log position, or 0 where nothing was written. */
  static long position(byte[] stored) {
    return stored == null ? 0 : ByteBuffer.wrap(stored).getLong();
  }

  /** What a shard's log has been brought to, or null. */
  static Reach.OfShard ofShard(int shard, byte[] stored) {
    if (stored == null) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(stored);
    return new Reach.OfShard(shard, buffer.getLong(), buffer.getLong());
  }

  /** Adds it to the batch that completes a round. */
  static void write(Reach reach, RocksBatch batch) {
    batch.put(
        StoreKeys.POSITION, ByteBuffer.allocate(Long.BYTES).putLong(reach.position()).array());
    for (Reach.OfShard shard : reach.shards()) {
      batch.put(StoreKeys.shardReach(shard.shard()), encode(shard));
    }
  }

  static byte[] encode(Reach.OfShard shard) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(shard.term()).putLong(shard.index()).array();
  }

  /** What would be there after a crash now, of the shards that {@code now} names. */
  static Reach persisted(RocksStore rocks, Reach now) {
    List<Reach.OfShard> shards = new ArrayList<>(now.shards().size());
    for (Reach.OfShard shard : now.shards()) {
      Reach.OfShard stored =
          ofShard(shard.shard(), rocks.getPersisted(StoreKeys.shardReach(shard.shard())));
      if (stored != null) {
        shards.add(stored);
      }
    }
    return new Reach(position(rocks.getPersisted(StoreKeys.POSITION)), shards, 0);
  }
}
