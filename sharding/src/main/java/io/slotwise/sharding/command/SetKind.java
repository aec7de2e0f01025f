package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.collection.SetValue;
import io.slotwise.sharding.rdb.RdbInput;
import io.slotwise.sharding.rdb.RdbOutput;
import io.slotwise.sharding.rdb.RdbType;
import io.slotwise.sharding.rdb.SetFormat;
import java.util.Set;
import java.util.function.Consumer;

/** Sets. */
final class SetKind implements ValueKind {

  private static boolean isIntset(Value value) {
    return SetValue.encoding(value).equals("intset");
  }

  @Override
  public long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax) {
    SetValue set = SetValue.open(keys, key, value);
    if (isIntset(value)) {
      int bytes = SetFormat.integersBytes(integers(set));
      return RedisMemory.OBJECT_BYTES + RedisMemory.allocated(bytes);
    }
    keys.willVisit(Math.min(samplesMax, set.size()));
    SizeMean mean = new SizeMean();
    long cursor = 0;
    do {
      cursor =
          set.scan(
              cursor,
              1,
              (member, nothing) ->
                  mean.add(RedisMemory.ENTRY_BYTES + RedisMemory.string(member.length())));
    } while (cursor != 0 && mean.samples() < samplesMax);
    return RedisMemory.OBJECT_BYTES + RedisMemory.table(set.size()) + mean.times(set.size());
  }

  @Override
  public void dump(Keyspace keys, Bytes key, Value value, RdbOutput out) {
    SetValue set = SetValue.open(keys, key, value);
    keys.willVisit(set.size());
    if (isIntset(value)) {
      SetFormat.writeIntegers(out, integers(set));
    } else {
      SetFormat.write(out, set.size(), members -> forEach(set, members));
    }
  }

  private static void forEach(SetValue set, Consumer<Bytes> members) {
    set.forEach((member, nothing) -> members.accept(member));
  }

  /** The members of an intset, ascending. */
  private static long[] integers(SetValue set) {
    long[] integers = new long[(int) set.size()];
    int[] count = new int[1];
    forEach(set, member -> integers[count[0]++] = Numbers.integer(member));
    return integers;
  }

  @Override
  public RestoredValue read(RdbType type, RdbInput in) {
    Set<Bytes> members = SetFormat.read(type, in);
    return (keys, key, expireAtMs) -> {
      keys.willVisit(members.size());
      SetValue set = SetValue.create(keys, key);
      members.forEach(set::add);
      return set.toValue(expireAtMs);
    };
  }

  @Override
  public void show(Keyspace keys, Bytes key, Value value, Contents.Visitor visitor) {
    SetValue set = SetValue.open(keys, key, value);
    keys.willVisit(set.size());
    forEach(set, visitor::member);
  }
}
