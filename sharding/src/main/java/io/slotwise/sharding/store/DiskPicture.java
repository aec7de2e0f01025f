package io.slotwise.sharding.store;

import io.slotwise.sharding.log.Reach;
import io.slotwise.sharding.log.ShardPicture;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.store.rocks.RocksCursor;
import java.util.Arrays;

/** What RocksDB has of a shard: its data, then its counters, on one cursor and so of one moment. */
final class DiskPicture implements ShardPicture {

  private final RocksCursor cursor;
  private final SlotRange slots;
  private final Reach.OfShard reach;
  private final long position;
  private boolean begun;
  private boolean inCounters;

  /**
   * @param cursor closed with this
   * @throws IllegalStateException if RocksDB does not know up to where it has the shard
   */
  DiskPicture(RocksCursor cursor, int shard, SlotRange slots) {
    this.cursor = cursor;
    this.slots = slots;
    this.reach = WrittenReach.ofShard(shard, valueAt(StoreKeys.shardReach(shard)));
    this.position = WrittenReach.position(valueAt(StoreKeys.POSITION));
    if (reach == null) {
      throw new IllegalStateException("shard " + shard + " has no entry on disk yet");
    }
  }

  private byte[] valueAt(byte[] key) {
    cursor.seek(key);
    return cursor.isValid() && Arrays.equals(cursor.key(), key) ? cursor.value() : null;
  }

  @Override
  public Reach.OfShard reach() {
    return reach;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean next() {
    if (begun) {
      cursor.next();
    } else {
      cursor.seek(StoreKeys.slot(slots.first()));
      begun = true;
    }
    if (!inCounters && !(cursor.isValid() && isData(cursor.key()))) {
      cursor.seek(StoreKeys.countersOf(slots.first()));
      inCounters = true;
    }
    return cursor.isValid() && (!inCounters || isCounters(cursor.key()));
  }

  private boolean isData(byte[] key) {
    return StoreKeys.slotOf(key) <= slots.last();
  }

  private boolean isCounters(byte[] key) {
    return StoreKeys.isCounters(key) && slots.contains(StoreKeys.countersSlot(key));
  }

  @Override
  public byte[] key() {
    return cursor.key();
  }

  @Override
  public byte[] value() {
    return cursor.value();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
