package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Upkeep;
import io.slotwise.sharding.api.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values are seen to when they are due, though nobody asks for them. */
class UpkeepTest {

  private static final String DUE = "due ";

  @TempDir Path dir;
  private StoreFixture fixture;
  private final List<String> seenTo = new ArrayList<>();

  /** A string {@code due MS} is due then, and becomes {@code done}. */
  private final Upkeep upkeep =
      new Upkeep() {
        @Override
        public long dueAtMs(Value value) {
          String text = value.data().latin1();
          return text.startsWith(DUE) ? Long.parseLong(text.substring(DUE.length())) : NEVER;
        }

        @Override
        public void run(Keyspace keys, Bytes key) {
          seenTo.add(key.latin1());
          keys.put(key, Value.string(Bytes.of("done")));
        }
      };

  @BeforeEach
  void open() {
    fixture = new StoreFixture(dir.resolve("data"));
    fixture.upkeep = upkeep;
    fixture.open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void setDue(String key, long inMs) {
    fixture.set(key, DUE + (fixture.nowMs.get() + inMs));
  }

  private void pass(long ms) {
    fixture.nowMs.addAndGet(ms);
    await(fixture.store.materialised());
    await(fixture.store.expired());
  }

  @Test
  void whatIsDueIsSeenToOnce() {
    setDue("soon", 100);
    setDue("late", 10_000);
    fixture.set("never", "v");
    pass(99);
    assertThat(seenTo).isEmpty();
    pass(1);
    assertThat(seenTo).containsExactly("soon");
    assertThat(fixture.get("soon")).isEqualTo("done");
    pass(1);
    pass(1);
    pass(10_000);
    pass(1);
    assertThat(seenTo).containsExactly("soon", "late");
  }

  @Test
  void aTimeThatWasMovedOrHasGoneIsNotKept() {
    setDue("moved", 100);
    setDue("overwritten", 100);
    setDue("deleted", 100);
    pass(1);
    setDue("moved", 10_000);
    fixture.set("overwritten", "v");
    fixture.delete("deleted");
    pass(1_000);
    pass(1);
    assertThat(seenTo).isEmpty();
    pass(10_000);
    assertThat(seenTo).containsExactly("moved");
    assertThat(fixture.get("overwritten")).isEqualTo("v");
    assertThat(fixture.get("deleted")).isNull();
  }

  @Test
  void timesAreRememberedThroughRestartsAndCrashes() {
    setDue("materialised", 100);
    await(fixture.data().flushMemtable());
    setDue("in the log", 100);
    StoreFixture image = fixture.crashImage(dir.resolve("image"));
    fixture.close();
    image.upkeep = upkeep;
    fixture = image.open();
    pass(100);
    assertThat(seenTo).containsExactlyInAnyOrder("materialised", "in the log");
  }

  @Test
  void aFlushTakesTheTimesWithIt() {
    for (int i = 0; i < 100; i++) {
      setDue("{a}" + i, 100);
      setDue("{b}" + i, 100);
    }
    pass(1);
    await(fixture.data().flush(0));
    fixture.set("{a}1", "v");
    pass(1);
    pass(100);
    assertThat(seenTo).isEmpty();
  }
}
