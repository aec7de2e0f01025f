package io.slotwise.sharding.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.command.MapKeyspace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * The table is a map, with small buckets so that it splits and merges all the time, opened anew
 * after every change; and a scan misses nothing that was there throughout.
 */
class FieldTableProperties {

  private static final Bytes KEY = Bytes.of("key");

  /** A field to put, with a value so long, or to remove when the length is negative. */
  record Change(int field, int valueBytes) {}

  /** A table as it lies in a value and pages. */
  private static final class Stored {
    private final MapKeyspace keys = new MapKeyspace();
    private final int bucketBytes;
    private Value value;

    Stored(int bucketBytes) {
      this.bucketBytes = bucketBytes;
      CollectionPages pages = CollectionPages.create(keys, KEY);
      write(pages, FieldTable.create(pages, new SplittableRandom(1), bucketBytes));
    }

    CollectionPages pages() {
      return CollectionPages.open(keys, KEY, value);
    }

    FieldTable open(CollectionPages pages) {
      return FieldTable.open(pages, value.bytes(), PagedHeader.BYTES, bucketBytes);
    }

    void write(CollectionPages pages, FieldTable table) {
      byte[] data = new byte[PagedHeader.BYTES + FieldTable.STATE_BYTES];
      pages.writeHeader(data);
      table.writeState(data, PagedHeader.BYTES);
      value = Value.collection(ValueType.HASH, data, Value.NO_EXPIRY);
    }

    Bytes put(String field, String content) {
      CollectionPages pages = pages();
      FieldTable table = open(pages);
      Bytes before = table.put(Bytes.of(field), Bytes.of(content));
      write(pages, table);
      return before;
    }

    Bytes remove(String field) {
      CollectionPages pages = pages();
      FieldTable table = open(pages);
      Bytes before = table.remove(Bytes.of(field));
      write(pages, table);
      return before;
    }

    FieldTable table() {
      return open(pages());
    }
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Integer> lengths =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.integers().between(0, 20)),
            Tuple.of(6, Arbitraries.just(-1)),
            Tuple.of(1, Arbitraries.integers().between(100, 20_000)));
    return Combinators.combine(Arbitraries.integers().between(0, 60), lengths)
        .as(Change::new)
        .list()
        .ofMaxSize(300);
  }

  @Property(tries = 200)
  void theTableIsAMap(
      @ForAll("changes") List<Change> changes,
      @ForAll @IntRange(min = 1, max = 200) int bucketBytes) {
    Stored stored = new Stored(bucketBytes);
    Map<String, String> model = new HashMap<>();
    for (Change change : changes) {
      String field = "field" + change.field();
      String before = model.get(field);
      Bytes answered;
      if (change.valueBytes() < 0) {
        answered = stored.remove(field);
        model.remove(field);
      } else {
        String content = "v".repeat(change.valueBytes());
        answered = stored.put(field, content);
        model.put(field, content);
      }
      assertThat(answered).isEqualTo(before == null ? null : Bytes.of(before));
      assertThat(stored.table().size()).isEqualTo(model.size());
      assertThat(stored.keys.pageCount()).isEqualTo(stored.pages().bucketCount());
    }
    checkContent(stored.table(), model);
  }

  private static void checkContent(FieldTable table, Map<String, String> model) {
    Map<String, String> walked = new HashMap<>();
    long[] bytes = new long[1];
    table.forEach(
        (field, value) -> {
          assertThat(walked.put(field.utf8(), value.utf8())).isNull();
          bytes[0] += PackedFields.entryBytes(field.length(), value.length());
        });
    assertThat(walked).isEqualTo(model);
    assertThat(table.entryBytes()).isEqualTo(bytes[0]);
    model.forEach(
        (field, content) -> assertThat(table.get(Bytes.of(field))).isEqualTo(Bytes.of(content)));
    assertThat(table.get(Bytes.of("missing"))).isNull();
  }

  @Property(tries = 300)
  void aScanMissesNothingThatWasThereThroughout(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int countHint) {
    Random random = new Random(seed);
    Stored stored = new Stored(40);
    Set<String> steady = fill(stored, "steady", random.nextInt(200));
    Set<String> fleeting = fill(stored, "fleeting", random.nextInt(400));
    int drift = random.nextInt(3) - 1;
    Set<String> seen = new HashSet<>();
    long cursor = 0;
    int steps = 0;
    do {
      cursor = stored.table().scan(cursor, countHint, (field, value) -> seen.add(field.utf8()));
      for (int i = random.nextInt(40); i > 0; i--) {
        String name = "fleeting" + random.nextInt(400);
        if (random.nextInt(3) - 1 + drift > 0) {
          stored.put(name, "");
          fleeting.add(name);
        } else {
          stored.remove(name);
        }
      }
      steps++;
    } while (cursor != 0 && steps < 10_000);
    assertThat(cursor).as("the scan ends").isZero();
    assertThat(seen).containsAll(steady);
    seen.removeAll(steady);
    assertThat(fleeting).containsAll(seen);
  }

  private static Set<String> fill(Stored stored, String prefix, int count) {
    Set<String> fields = new HashSet<>();
    for (int i = 0; i < count; i++) {
      stored.put(prefix + i, "");
      fields.add(prefix + i);
    }
    return fields;
  }

  @Example
  void aTableThatRestsIsScannedOnceEach() {
    Stored stored = new Stored(64);
    Set<String> fields = fill(stored, "f", 1000);
    assertThat(stored.pages().bucketCount()).isBetween(80, 120);
    Map<String, Integer> times = new HashMap<>();
    long cursor = 0;
    do {
      cursor = stored.table().scan(cursor, 10, (f, v) -> times.merge(f.utf8(), 1, Integer::sum));
    } while (cursor != 0);
    assertThat(times.keySet()).isEqualTo(fields);
    assertThat(times.values()).containsOnly(1);
  }

  @Example
  void drawsAreUniform() {
    Stored stored = new Stored(64);
    fill(stored, "f", 300);
    Map<String, Integer> times = new HashMap<>();
    SplittableRandom random = new SplittableRandom(3);
    FieldTable table = stored.table();
    for (int i = 0; i < 300_000; i++) {
      table.draw(random, (field, value) -> times.merge(field.utf8(), 1, Integer::sum));
    }
    // 1000 draws of each are expected, with a deviation of 32.
    assertThat(times).hasSize(300);
    assertThat(times.values()).allMatch(count -> Math.abs(count - 1000) < 200);
  }

  @Example
  void theTableShrinksWithItsFields() {
    Stored stored = new Stored(64);
    fill(stored, "f", 1000);
    for (int i = 0; i < 990; i++) {
      stored.remove("f" + i);
    }
    assertThat(stored.pages().bucketCount()).isLessThan(12);
    assertThat(stored.table().size()).isEqualTo(10);
  }

  @Example
  void largeValuesDoNotMakeEmptyBuckets() {
    Stored stored = new Stored(64);
    for (int i = 0; i < 20; i++) {
      stored.put("f" + i, "v".repeat(50_000));
    }
    assertThat(stored.pages().bucketCount()).isLessThanOrEqualTo(20);
  }
}
