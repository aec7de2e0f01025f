package io.slotwise.sharding.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.collection.CollectionPages;
import io.slotwise.sharding.collection.TreeShape;
import io.slotwise.sharding.command.MapKeyspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * A stream is a sorted map of entries with sorted maps of what is pending, in pages so small that
 * all its trees split and merge, opened anew after every change; and it leaves no page behind.
 */
class StreamProperties {

  private static final Bytes KEY = Bytes.of("key");
  private static final TreeShape TINY = new TreeShape(true, 40, 120, 160);

  /** What a change does. */
  private enum Kind {
    ADD,
    ADD_MANY,
    DELETE,
    TRIM_LENGTH,
    TRIM_ID,
    GIVE,
    ACKNOWLEDGE,
    DELETE_CONSUMER,
    DELETE_GROUP
  }

  /** Two numbers that mean what the kind makes of them. */
  record Change(Kind kind, int a, int b) {}

  /** The same twice: as a stream in pages, and as maps. */
  private static final class Both {
    private final MapKeyspace keys = new MapKeyspace();
    private Value value;
    private final NavigableMap<StreamId, List<Bytes>> entries = new TreeMap<>();
    private final Map<Bytes, NavigableMap<StreamId, Pending>> groups = new TreeMap<>();
    private long lastMs;

    Stream open() {
      CollectionPages pages =
          value == null ? CollectionPages.create(keys, KEY) : Stream.pagesOf(keys, KEY, value);
      StreamPages tiny =
          new StreamPages(pages, 60, new TreeShape(true, 0, 120, 160), TINY, TINY, TINY);
      return value == null ? Stream.create(tiny) : Stream.open(tiny, value);
    }

    void apply(Change change) {
      Stream stream = open();
      switch (change.kind()) {
        case ADD -> add(stream, change.b());
        case ADD_MANY -> {
          for (int i = 0; i < 120; i++) {
            add(stream, change.b() % 5);
          }
        }
        case DELETE -> delete(stream, List.of(id(change.a()), id(change.b())));
        case TRIM_LENGTH -> trim(stream, change.a(), null);
        case TRIM_ID -> trim(stream, -1, id(change.a()));
        case GIVE -> give(stream, change);
        case ACKNOWLEDGE -> acknowledge(stream, change);
        case DELETE_CONSUMER -> deleteConsumer(stream, change);
        default -> deleteGroup(stream, change.a());
      }
      value = stream.toValue();
    }

    private static StreamId id(int number) {
      return new StreamId(number, 0);
    }

    private void add(Stream stream, int valueBytes) {
      lastMs++;
      List<Bytes> parts = new ArrayList<>();
      for (int i = 0; i <= valueBytes % 3; i++) {
        parts.add(Bytes.of("field" + i * (valueBytes % 2)));
        parts.add(Bytes.of("v".repeat(valueBytes)));
      }
      stream.add(new StreamEntry(new StreamId(lastMs, 0), parts), keys.packing().streamNode());
      entries.put(new StreamId(lastMs, 0), parts);
    }

    private void delete(Stream stream, List<StreamId> ids) {
      long there = ids.stream().distinct().filter(entries::containsKey).count();
      ids.forEach(entries::remove);
      assertThat(stream.delete(ids)).isEqualTo(there);
    }

    private void trim(Stream stream, int lengthMax, StreamId idMin) {
      int before = entries.size();
      if (idMin != null) {
        entries.headMap(idMin).clear();
      } else {
        while (entries.size() > lengthMax) {
          entries.pollFirstEntry();
        }
      }
      assertThat(stream.trim(new Trim(lengthMax, idMin, false, 0)))
          .isEqualTo(before - entries.size());
    }

    private static Bytes groupName(int number) {
      return Bytes.of("\0".repeat(number % 2) + "group" + number % 12);
    }

    private static Bytes consumerName(int number) {
      return Bytes.of("consumer".repeat(1 + number % 3) + number % 20);
    }

    private void give(Stream stream, Change change) {
      Bytes name = groupName(change.a());
      ConsumerGroup group = stream.group(name);
      assertThat(group == null).isEqualTo(!groups.containsKey(name));
      if (group == null) {
        group = stream.createGroup(name);
        group.moveTo(StreamId.MIN, change.b());
        groups.put(name, new TreeMap<>());
      }
      Bytes consumerName = consumerName(change.b());
      Consumer consumer = group.consumer(consumerName);
      if (consumer == null) {
        consumer = group.createConsumer(consumerName, change.b());
      }
      for (int i = 0; i < 10; i++) {
        StreamId id = id(change.b() * 7 % 90 + i);
        group.give(group.pending(id), consumer, id, change.b(), i);
        groups.get(name).put(id, new Pending(id, consumerName, change.b(), i));
      }
    }

    private void acknowledge(Stream stream, Change change) {
      ConsumerGroup group = stream.group(groupName(change.a()));
      NavigableMap<StreamId, Pending> pending = groups.get(groupName(change.a()));
      if (group == null) {
        return;
      }
      for (int i = 0; i < 5; i++) {
        StreamId id = id(change.b() + i);
        assertThat(group.acknowledge(id)).isEqualTo(pending.remove(id) != null);
      }
    }

    private void deleteConsumer(Stream stream, Change change) {
      ConsumerGroup group = stream.group(groupName(change.a()));
      Bytes name = consumerName(change.b());
      Consumer consumer = group == null ? null : group.consumer(name);
      if (consumer != null) {
        group.delete(consumer);
        groups.get(groupName(change.a())).values().removeIf(p -> p.consumer().equals(name));
      }
    }

    private void deleteGroup(Stream stream, int number) {
      ConsumerGroup group = stream.group(groupName(number));
      assertThat(groups.remove(groupName(number)) != null).isEqualTo(group != null);
      if (group != null) {
        stream.delete(group);
      }
    }

    void check() {
      Stream stream = open();
      assertThat(stream.length()).isEqualTo(entries.size());
      assertThat(stream.firstId()).isEqualTo(entries.isEmpty() ? StreamId.MIN : entries.firstKey());
      assertThat(stream.lastEntryId())
          .isEqualTo(entries.isEmpty() ? StreamId.MIN : entries.lastKey());
      checkRange(stream, StreamId.MIN, StreamId.MAX);
      checkRange(stream, id(20), id(70));
      checkRange(stream, id(130), id(130));
      assertThat(stream.groups().stream().map(ConsumerGroup::name))
          .containsExactlyElementsOf(groups.keySet());
      stream.groups().forEach(this::check);
    }

    private void checkRange(Stream stream, StreamId from, StreamId to) {
      List<StreamEntry> expected = new ArrayList<>();
      entries
          .subMap(from, true, to, true)
          .forEach((id, parts) -> expected.add(new StreamEntry(id, parts)));
      assertThat(stream.range(from, to, 0)).isEqualTo(expected);
      List<StreamEntry> backwards = stream.reverseRange(from, to, 0);
      Collections.reverse(backwards);
      assertThat(backwards).isEqualTo(expected);
      assertThat(stream.range(from, to, 7))
          .isEqualTo(expected.subList(0, Math.min(7, expected.size())));
      assertThat(stream.contains(from)).isEqualTo(entries.containsKey(from));
      StreamEntry first = expected.isEmpty() ? null : expected.get(0);
      assertThat(first == null ? null : stream.get(first.id())).isEqualTo(first);
    }

    private void check(ConsumerGroup group) {
      NavigableMap<StreamId, Pending> pending = groups.get(group.name());
      assertThat(group.pendingOf(null, StreamId.MIN, 0))
          .containsExactlyElementsOf(pending.values());
      assertThat(group.pendingCount()).isEqualTo(pending.size());
      for (Consumer consumer : group.consumers()) {
        assertThat(group.pendingOf(consumer, id(30), 0))
            .containsExactlyElementsOf(
                pending.tailMap(id(30)).values().stream()
                    .filter(p -> p.consumer().equals(consumer.name()))
                    .toList());
      }
    }

    /** Empties the stream: then no more is left than the page of the last node. */
    void checkThatNoPageIsLost() {
      for (int i = 0; i < 12; i++) {
        apply(new Change(Kind.DELETE_GROUP, i, 0));
      }
      apply(new Change(Kind.TRIM_LENGTH, 0, 0));
      check();
      assertThat(keys.pageCount()).isLessThanOrEqualTo(1);
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(12, Kind.ADD),
            Tuple.of(1, Kind.ADD_MANY),
            Tuple.of(6, Kind.DELETE),
            Tuple.of(1, Kind.TRIM_LENGTH),
            Tuple.of(1, Kind.TRIM_ID),
            Tuple.of(12, Kind.GIVE),
            Tuple.of(6, Kind.ACKNOWLEDGE),
            Tuple.of(2, Kind.DELETE_CONSUMER),
            Tuple.of(1, Kind.DELETE_GROUP));
    Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 140);
    return Combinators.combine(kinds, numbers, numbers).as(Change::new).list().ofMaxSize(150);
  }

  @Property(tries = 150)
  void aStreamIsASortedMapWithGroups(@ForAll("changes") List<Change> changes) {
    Both both = new Both();
    for (int i = 0; i < changes.size(); i++) {
      both.apply(changes.get(i));
      if (i % 10 == 0) {
        both.check();
      }
    }
    both.checkThatNoPageIsLost();
  }
}
