package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.resp.DoubleText;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.rdb.RdbInput;
import io.slotwise.sharding.rdb.RdbOutput;
import io.slotwise.sharding.rdb.RdbType;
import io.slotwise.sharding.rdb.SortedSetFormat;
import java.util.Map;
import java.util.function.IntConsumer;

/** Sorted sets. */
final class SortedSetKind implements ValueKind {

  /** The set itself, its skiplist, and the head of that with all its levels. */
  private static final int SKIPLIST_BYTES = 16 + 32 + 640;

  /** A node of the skiplist on one level, as most are. */
  private static final int SKIPLIST_NODE_BYTES = 48;

  @Override
  public long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax) {
    SortedSet set = SortedSet.open(keys, key, value);
    if (set.isListpack()) {
      int bytes =
          SortedSetFormat.compactBytes(members -> set.forEach(set.ranks(), false, members::add));
      return RedisMemory.OBJECT_BYTES + RedisMemory.allocated(bytes);
    }
    keys.willVisit(Math.min(samplesMax, set.size()));
    SizeMean mean = new SizeMean();
    set.forEach(
        set.ranks().limited(0, samplesMax, false),
        false,
        (member, score) ->
            mean.add(
                RedisMemory.ENTRY_BYTES
                    + SKIPLIST_NODE_BYTES
                    + RedisMemory.string(member.length())));
    return RedisMemory.OBJECT_BYTES
        + SKIPLIST_BYTES
        + RedisMemory.table(set.size())
        + mean.times(set.size());
  }

  @Override
  public void dump(Keyspace keys, Bytes key, Value value, RdbOutput out) {
    SortedSet set = SortedSet.open(keys, key, value);
    keys.willVisit(set.size());
    if (set.isListpack()) {
      SortedSetFormat.writeCompact(out, members -> set.forEach(set.ranks(), false, members::add));
    } else {
      SortedSetFormat.write(
          out, set.size(), members -> set.forEach(set.ranks(), true, members::add));
    }
  }

  @Override
  public RestoredValue read(RdbType type, RdbInput in) {
    Map<Bytes, Double> members = SortedSetFormat.read(type, in);
    return (keys, key, expireAtMs) -> {
      keys.willVisit(members.size());
      SortedSet set = SortedSet.create(keys, key);
      members.forEach(set::add);
      return set.toValue().withExpiry(expireAtMs);
    };
  }

  @Override
  public void forEachTreePage(Keyspace keys, Bytes key, Value value, IntConsumer visitor) {
    SortedSet.open(keys, key, value).forEachTreePage(visitor);
  }

  @Override
  public void show(Keyspace keys, Bytes key, Value value, Contents.Visitor visitor) {
    SortedSet set = SortedSet.open(keys, key, value);
    keys.willVisit(set.size());
    set.forEach(
        set.ranks(),
        false,
        (member, score) -> visitor.pair(member, Bytes.of(DoubleText.of(score))));
  }
}
