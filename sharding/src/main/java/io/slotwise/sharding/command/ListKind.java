package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.collection.ListEnd;
import io.slotwise.sharding.collection.ListValue;
import io.slotwise.sharding.collection.TreeCursor;
import io.slotwise.sharding.rdb.ListFormat;
import io.slotwise.sharding.rdb.RdbInput;
import io.slotwise.sharding.rdb.RdbOutput;
import io.slotwise.sharding.rdb.RdbType;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Lists. */
final class ListKind implements ValueKind {

  private static final int QUICKLIST_BYTES = 40;
  private static final int NODE_BYTES = 40;

  @Override
  public long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax) {
    ListValue list = ListValue.open(keys, key, value);
    keys.willVisit(list.length());
    ListFormat.Writer nodes = new ListFormat.Writer(keys.packing().listNode());
    TreeCursor cursor = list.from(ListEnd.LEFT);
    long seen = 0;
    while (nodes.nodeCount() < samplesMax && cursor.next()) {
      nodes.accept(cursor.element());
      seen++;
    }
    SizeMean mean = new SizeMean();
    for (int bytes : nodes.nodeBytes()) {
      mean.add(NODE_BYTES + RedisMemory.allocated(bytes));
    }
    long nodesInAll = Math.max(1, mean.samples() * list.length() / seen);
    return RedisMemory.OBJECT_BYTES + QUICKLIST_BYTES + mean.times(nodesInAll);
  }

  @Override
  public void dump(Keyspace keys, Bytes key, Value value, RdbOutput out) {
    ListValue list = ListValue.open(keys, key, value);
    keys.willVisit(list.length());
    ListFormat.write(out, keys.packing().listNode(), elements -> forEach(list, elements));
  }

  private static void forEach(ListValue list, Consumer<Bytes> elements) {
    TreeCursor cursor = list.from(ListEnd.LEFT);
    while (cursor.next()) {
      elements.accept(cursor.element());
    }
  }

  @Override
  public RestoredValue read(RdbType type, RdbInput in) {
    List<Bytes> elements = ListFormat.read(type, in);
    return (keys, key, expireAtMs) -> {
      keys.willVisit(elements.size());
      ListValue list = ListValue.create(keys, key);
      list.push(ListEnd.RIGHT, elements);
      return list.toValue().withExpiry(expireAtMs);
    };
  }

  @Override
  public void forEachTreePage(Keyspace keys, Bytes key, Value value, IntConsumer visitor) {
    ListValue.open(keys, key, value).forEachTreePage(visitor);
  }

  @Override
  public void show(Keyspace keys, Bytes key, Value value, Contents.Visitor visitor) {
    ListValue list = ListValue.open(keys, key, value);
    keys.willVisit(list.length());
    forEach(list, visitor::inOrder);
  }
}
