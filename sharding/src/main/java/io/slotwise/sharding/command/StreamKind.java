package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Contents;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.rdb.RdbInput;
import io.slotwise.sharding.rdb.RdbOutput;
import io.slotwise.sharding.rdb.RdbType;
import io.slotwise.sharding.rdb.StreamContent;
import io.slotwise.sharding.rdb.StreamFormat;
import io.slotwise.sharding.stream.Consumer;
import io.slotwise.sharding.stream.ConsumerGroup;
import io.slotwise.sharding.stream.Pending;
import io.slotwise.sharding.stream.ReadProgress;
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Streams. */
final class StreamKind implements ValueKind {

  /** Redis's structures: a stream, a group, a consumer, an entry that is pending. */
  private static final int STREAM_BYTES = 80;

  private static final int GROUP_BYTES = 40;
  private static final int CONSUMER_BYTES = 24;
  private static final int PENDING_BYTES = 24;

  /** What Redis counts for a key and for a node of a radix tree. */
  private static final int RADIX_KEY_BYTES = 16;

  private static final int RADIX_NODE_BYTES = 4 + 30 * Long.BYTES;

  /** What Redis allocates at once for the node that grows. */
  private static final int GROWING_NODE_BYTES = 4096;

  @Override
  public long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax) {
    Stream stream = Stream.open(keys, key, value);
    keys.willVisit(Math.min(samplesMax, stream.nodeCount()));
    long bytes = RedisMemory.OBJECT_BYTES + STREAM_BYTES + radixTreeBytes(stream.nodeCount());
    bytes += nodeBytes(keys, stream, samplesMax);
    for (ConsumerGroup group : stream.groups()) {
      bytes += GROUP_BYTES + radixTreeBytes(group.pendingCount());
      bytes += PENDING_BYTES * group.pendingCount();
      for (Consumer consumer : group.consumers()) {
        bytes += CONSUMER_BYTES + consumer.name().length();
        bytes += radixTreeBytes(consumer.pendingCount());
      }
    }
    return bytes;
  }

  /** As Redis does it: the last node is counted apart where there are more than it looks at. */
  private static long nodeBytes(Keyspace keys, Stream stream, long samplesMax) {
    long last = stream.nodeCount() - 1;
    if (last < 0) {
      return 0;
    }
    long limit = keys.packing().streamNode().bytesMax();
    long growing = limit == 0 ? GROWING_NODE_BYTES : Math.min(limit, GROWING_NODE_BYTES);
    long lastBytes = RedisMemory.allocated(Math.max(growing, stream.redisNodeBytes(last)));
    boolean looksAtAll = last < samplesMax;
    SizeMean full = new SizeMean();
    for (long index = 0; index < (looksAtAll ? last : samplesMax); index++) {
      full.add(RedisMemory.allocated(stream.redisNodeBytes(index)));
    }
    return full.times(last) + lastBytes;
  }

  /**
   * What Redis counts for a tree of ids. How many nodes it has depends on where the ids differ: two
   * for each, and two that they have in common, where that is in one byte that is not the last.
   */
  private static long radixTreeBytes(long keyCount) {
    long nodes = keyCount < 2 ? 1 + keyCount : 2 * keyCount + 2;
    return keyCount * RADIX_KEY_BYTES + nodes * RADIX_NODE_BYTES;
  }

  @Override
  public void dump(Keyspace keys, Bytes key, Value value, RdbOutput out) {
    Stream stream = Stream.open(keys, key, value);
    keys.willVisit(stream.length());
    List<StreamContent.Group> groups = new ArrayList<>();
    for (ConsumerGroup group : stream.groups()) {
      keys.willVisit(group.pendingCount());
      groups.add(contentOf(group));
    }
    StreamFormat.write(
        out,
        new StreamContent(
            stream.range(StreamId.MIN, StreamId.MAX, 0),
            stream.lastId(),
            stream.maxDeletedId(),
            stream.entriesAdded(),
            groups));
  }

  private static StreamContent.Group contentOf(ConsumerGroup group) {
    List<StreamContent.Delivery> pending = new ArrayList<>();
    for (Pending entry : group.pendingOf(null, StreamId.MIN, 0)) {
      pending.add(
          new StreamContent.Delivery(entry.id(), entry.deliveredAtMs(), entry.deliveries()));
    }
    List<StreamContent.ConsumerContent> consumers = new ArrayList<>();
    for (Consumer consumer : group.consumers()) {
      List<StreamId> ids =
          group.pendingOf(consumer, StreamId.MIN, 0).stream().map(Pending::id).toList();
      consumers.add(new StreamContent.ConsumerContent(consumer.name(), consumer.seenAtMs(), ids));
    }
    return new StreamContent.Group(
        group.name(), group.lastId(), group.entriesRead(), pending, consumers);
  }

  @Override
  public RestoredValue read(RdbType type, RdbInput in) {
    StreamContent content = StreamFormat.read(type, in);
    boolean isCounted = type != RdbType.STREAM_LISTPACKS;
    return (keys, key, expireAtMs) -> {
      keys.willVisit(content.entries().size());
      Stream stream = Stream.create(keys, key);
      content.entries().forEach(entry -> stream.add(entry, keys.packing().streamNode()));
      stream.reset(content.lastId(), content.entriesAdded(), content.maxDeletedId());
      for (StreamContent.Group group : content.groups()) {
        keys.willVisit(group.pending().size());
        restore(stream, group, isCounted);
      }
      return stream.toValue().withExpiry(expireAtMs);
    };
  }

  private static void restore(Stream stream, StreamContent.Group content, boolean isCounted) {
    ConsumerGroup group = stream.createGroup(content.name());
    long entriesRead =
        isCounted
            ? content.entriesRead()
            : new ReadProgress(stream, group).addedUpTo(content.lastId());
    group.moveTo(content.lastId(), entriesRead);
    Map<StreamId, StreamContent.Delivery> deliveries = new HashMap<>();
    content.pending().forEach(delivery -> deliveries.put(delivery.id(), delivery));
    for (StreamContent.ConsumerContent consumer : content.consumers()) {
      Consumer created = group.createConsumer(consumer.name(), consumer.seenAtMs());
      for (StreamId id : consumer.pending()) {
        StreamContent.Delivery delivery = deliveries.get(id);
        group.give(null, created, id, delivery.deliveredAtMs(), delivery.deliveries());
      }
    }
  }

  @Override
  public void forEachTreePage(Keyspace keys, Bytes key, Value value, IntConsumer visitor) {
    Stream.open(keys, key, value).forEachTreePage(visitor);
  }

  @Override
  public void show(Keyspace keys, Bytes key, Value value, Contents.Visitor visitor) {
    Stream stream = Stream.open(keys, key, value);
    keys.willVisit(stream.length());
    for (StreamEntry entry : stream.range(StreamId.MIN, StreamId.MAX, 0)) {
      StreamId id = entry.id();
      String text = Long.toUnsignedString(id.ms()) + "." + Long.toUnsignedString(id.seq());
      visitor.inOrder(Bytes.of(text));
      entry.fieldsAndValues().forEach(visitor::inOrder);
    }
  }
}
