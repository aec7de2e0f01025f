package io.slotwise.sharding.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.command.MapKeyspace;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * A hash is a map whose entries have deadlines, small or in pages, opened anew for each change
 * while the clock goes on.
 */
class HashValueProperties {

  private static final Bytes KEY = Bytes.of("key");
  private static final int CHANGES = 1500;

  private record Entry(String value, long deadlineMs) {}

  private final MapKeyspace keys = new MapKeyspace();
  private final Map<String, Entry> model = new HashMap<>();

  @Property(tries = 60)
  void aHashIsAMapWithDeadlines(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int names) {
    Random random = new Random(seed);
    model.clear();
    int removedPercent = 5 + random.nextInt(40);
    int expiringPercent = random.nextInt(100);
    Value value = null;
    for (int i = 0; i < CHANGES; i++) {
      keys.setNowMs(keys.nowMs() + random.nextInt(3));
      model.values().removeIf(entry -> isExpired(entry));
      HashValue hash =
          value == null ? HashValue.create(keys, KEY) : HashValue.open(keys, KEY, value);
      assertThat(hash.size()).isEqualTo(model.size());
      change(hash, random, "field" + random.nextInt(names), removedPercent, expiringPercent);
      if (random.nextInt(4) == 0) {
        hash.removeExpired();
      }
      value = hash.isEmpty() ? null : hash.toValue(Value.NO_EXPIRY);
    }
    if (value != null) {
      check(HashValue.open(keys, KEY, value), value);
    }
  }

  private boolean isExpired(Entry entry) {
    return entry.deadlineMs() != HashValue.NO_DEADLINE && entry.deadlineMs() <= keys.nowMs();
  }

  private void change(
      HashValue hash, Random random, String name, int removedPercent, int expiringPercent) {
    Bytes field = Bytes.of(name);
    if (random.nextInt(100) < removedPercent) {
      assertThat(hash.remove(field)).isEqualTo(model.remove(name) != null);
      return;
    }
    long deadlineMs =
        random.nextInt(100) < expiringPercent
            ? keys.nowMs() + 1 + random.nextInt(1000)
            : HashValue.NO_DEADLINE;
    String content = "v".repeat(random.nextInt(20));
    boolean isNew = hash.put(field, Bytes.of(content), deadlineMs);
    assertThat(isNew).isEqualTo(model.put(name, new Entry(content, deadlineMs)) == null);
    assertThat(hash.deadlineMs(field)).isEqualTo(deadlineMs);
  }

  private void check(HashValue hash, Value value) {
    Map<String, String> walked = new HashMap<>();
    hash.forEach((field, content) -> walked.put(field.utf8(), content.utf8()));
    Map<String, String> expected = new HashMap<>();
    model.forEach((name, entry) -> expected.put(name, entry.value()));
    assertThat(walked).isEqualTo(expected);
    long earliestMs =
        model.values().stream()
            .mapToLong(Entry::deadlineMs)
            .filter(deadlineMs -> deadlineMs != HashValue.NO_DEADLINE)
            .min()
            .orElse(Long.MAX_VALUE);
    assertThat(HashValue.earliestDeadlineMs(value)).isLessThanOrEqualTo(earliestMs);
    keys.setNowMs(keys.nowMs() + 10_000);
    HashValue later = HashValue.open(keys, KEY, value);
    while (later.removeExpired() > 0) {
      later = HashValue.open(keys, KEY, later.toValue(Value.NO_EXPIRY));
    }
    assertThat(later.storedSize()).isEqualTo(later.size());
    assertThat(HashValue.earliestDeadlineMs(later.toValue(Value.NO_EXPIRY)))
        .isEqualTo(Long.MAX_VALUE);
  }
}
