package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.rdb.StreamContent.ConsumerContent;
import io.slotwise.sharding.rdb.StreamContent.Delivery;
import io.slotwise.sharding.rdb.StreamContent.Group;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Streams: nodes of entries, then what is counted, then the groups. Version 2, of Redis 7.0, added
 * what is counted besides the length; version 3, of 7.2, when a consumer was last given anything.
 */
public final class StreamFormat {

  private static final int ID_BYTES = 2 * Long.BYTES;

  private StreamFormat() {}

  // ---- reading

  /** A stream, which may be empty. Fields and values may be parts of the input. */
  public static StreamContent read(RdbType type, RdbInput in) {
    List<StreamEntry> entries = new ArrayList<>();
    for (int nodes = in.count(); nodes > 0; nodes--) {
      Bytes key = in.string();
      require(key.length() == ID_BYTES, "the id of a node");
      StreamNodeFormat.read(idOf(new RdbInput(key)), in.string(), entries);
    }
    long length = in.length();
    require(length == entries.size(), "another number of entries");
    StreamId lastId = new StreamId(in.length(), in.length());
    require(
        entries.isEmpty() || !entries.get(entries.size() - 1).id().isAfter(lastId),
        "an entry behind the last id");
    StreamId maxDeletedId = StreamId.MIN;
    long entriesAdded = length;
    boolean isCounted = type != RdbType.STREAM_LISTPACKS;
    if (isCounted) {
      in.length();
      in.length();
      maxDeletedId = new StreamId(in.length(), in.length());
      entriesAdded = in.length();
    }
    List<Group> groups = new ArrayList<>();
    Set<Bytes> names = new HashSet<>();
    for (int count = in.count(); count > 0; count--) {
      Group group = group(type, in);
      require(names.add(group.name()), "a group twice");
      groups.add(group);
    }
    return new StreamContent(entries, lastId, maxDeletedId, entriesAdded, groups);
  }

  private static Group group(RdbType type, RdbInput in) {
    Bytes name = in.string();
    StreamId lastId = new StreamId(in.length(), in.length());
    long entriesRead = type == RdbType.STREAM_LISTPACKS ? StreamContent.UNKNOWN : in.length();
    List<Delivery> pending = new ArrayList<>();
    Set<StreamId> unowned = new HashSet<>();
    for (int count = in.count(); count > 0; count--) {
      Delivery delivery = new Delivery(idOf(in), in.int64(), in.length());
      require(unowned.add(delivery.id()), "a pending entry twice");
      pending.add(delivery);
    }
    List<ConsumerContent> consumers = new ArrayList<>();
    Set<Bytes> names = new HashSet<>();
    for (int count = in.count(); count > 0; count--) {
      ConsumerContent consumer = consumer(type, in, unowned);
      require(names.add(consumer.name()), "a consumer twice");
      consumers.add(consumer);
    }
    require(unowned.isEmpty(), "a pending entry that nobody has");
    return new Group(name, lastId, entriesRead, pending, consumers);
  }

  private static ConsumerContent consumer(RdbType type, RdbInput in, Set<StreamId> unowned) {
    Bytes name = in.string();
    long seenAtMs = in.int64();
    if (type == RdbType.STREAM_LISTPACKS_3) {
      in.int64();
    }
    List<StreamId> pending = new ArrayList<>();
    for (int count = in.count(); count > 0; count--) {
      StreamId id = idOf(in);
      require(unowned.remove(id), "an entry that is not pending");
      pending.add(id);
    }
    return new ConsumerContent(name, seenAtMs, pending);
  }

  private static StreamId idOf(RdbInput in) {
    return new StreamId(in.bigEndian64(), in.bigEndian64());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new RdbFormatException(otherwise);
    }
  }

  // ---- writing

  /** Writes the type and the stream, as Redis 7.0 does. */
  public static void write(RdbOutput out, StreamContent stream) {
    List<List<StreamEntry>> nodes = StreamNodeFormat.nodes(stream.entries());
    out.type(RdbType.STREAM_LISTPACKS_2).length(nodes.size());
    for (List<StreamEntry> node : nodes) {
      out.length(ID_BYTES);
      raw(out, node.get(0).id());
      out.string(StreamNodeFormat.write(node));
    }
    out.length(stream.entries().size());
    StreamId firstId = stream.entries().isEmpty() ? StreamId.MIN : stream.entries().get(0).id();
    for (StreamId id : List.of(stream.lastId(), firstId, stream.maxDeletedId())) {
      out.length(id.ms()).length(id.seq());
    }
    out.length(stream.entriesAdded()).length(stream.groups().size());
    stream.groups().forEach(group -> write(out, group));
  }

  private static void write(RdbOutput out, Group group) {
    out.string(group.name()).length(group.lastId().ms()).length(group.lastId().seq());
    out.length(group.entriesRead()).length(group.pending().size());
    for (Delivery delivery : group.pending()) {
      raw(out, delivery.id());
      out.int64(delivery.deliveredAtMs()).length(delivery.deliveries());
    }
    out.length(group.consumers().size());
    for (ConsumerContent consumer : group.consumers()) {
      out.string(consumer.name()).int64(consumer.seenAtMs()).length(consumer.pending().size());
      consumer.pending().forEach(id -> raw(out, id));
    }
  }

  private static void raw(RdbOutput out, StreamId id) {
    out.bigEndian64(id.ms()).bigEndian64(id.seq());
  }
}
