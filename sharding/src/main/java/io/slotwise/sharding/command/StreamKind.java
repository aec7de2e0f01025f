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

/** Streams. */
final class StreamKind implements ValueKind {

  /** A stream without entries, and a node of its tree with the head of a listpack. */
  private static final int STREAM_BYTES = 120;

  private static final int NODE_BYTES = 80;

  /** A group or a consumer, and an entry that is pending. */
  private static final int PARTY_BYTES = 128;

  private static final int PENDING_BYTES = 96;

  /** What Redis's listpack needs for an element besides its bytes, about. */
  private static final int ELEMENT_OVERHEAD_BYTES = 2;

  private static final int ENTRY_HEAD_BYTES = 10;

  @Override
  public long memoryBytes(Keyspace keys, Bytes key, Value value, long samplesMax) {
    Stream stream = Stream.open(keys, key, value);
    long samples = Math.min(samplesMax, stream.length());
    keys.willVisit(samples);
    SizeMean mean = new SizeMean();
    if (samples > 0) {
      for (StreamEntry entry : stream.range(StreamId.MIN, StreamId.MAX, samples)) {
        long bytes = ENTRY_HEAD_BYTES;
        for (Bytes part : entry.fieldsAndValues()) {
          bytes += part.length() + ELEMENT_OVERHEAD_BYTES;
        }
        mean.add(bytes);
      }
    }
    long bytes = STREAM_BYTES + stream.nodeCount() * NODE_BYTES + mean.times(stream.length());
    for (ConsumerGroup group : stream.groups()) {
      bytes += (1 + group.consumerCount()) * PARTY_BYTES + group.pendingCount() * PENDING_BYTES;
    }
    return RedisMemory.OBJECT_BYTES + bytes;
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
      content.entries().forEach(stream::add);
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
