package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.AllKeys.ScanStep;
import io.slotwise.sharding.api.KeyFilter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that is there from the first step of a scan to the last is returned, whatever happens. */
class ScanTest {

  private static final int STABLE_KEYS = 400;

  @TempDir Path dir;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(dir.resolve("data")).with("hot-cache-bytes", 20_000).open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Set<String> scan(int countHint) {
    Set<String> keys = new HashSet<>();
    long cursor = 0;
    do {
      ScanStep step = await(fixture.data().scan(0, cursor, KeyFilter.ALL, countHint));
      step.keys().stream().map(Bytes::latin1).forEach(keys::add);
      cursor = step.cursor();
    } while (cursor != 0);
    return keys;
  }

  @Test
  void keysThatStayAreReturnedWhileOthersComeAndGo() throws Exception {
    for (int i = 0; i < STABLE_KEYS; i++) {
      // Half of them share a slot, so that steps end within it.
      fixture.set(i % 2 == 0 ? "{tag}stable" + i : "stable" + i, "v");
    }
    AtomicBoolean over = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; !over.get(); i++) {
                fixture.set("{tag}passing" + i % 100, "v" + i);
                fixture.set("{tag}stable" + i % STABLE_KEYS / 2 * 2, "again" + i);
                fixture.delete("{tag}passing" + (i + 50) % 100);
                if (i % 200 == 0) {
                  await(fixture.store.materialised());
                }
              }
            });
    writer.start();
    try {
      for (int round = 0; round < 5; round++) {
        assertThat(scan(1 + 10 * round).stream().filter(key -> key.contains("stable")))
            .hasSize(STABLE_KEYS);
      }
    } finally {
      over.set(true);
      writer.join();
    }
  }

  @Test
  void aSlotBeginsAnewWhereItsHashesAreThoseOfAnotherFolder() {
    for (int i = 0; i < STABLE_KEYS; i++) {
      fixture.set("{tag}" + i, "v");
    }
    ScanStep here = await(fixture.data().scan(0, 0, KeyFilter.ALL, 10));
    Set<String> seen = new HashSet<>();
    here.keys().forEach(key -> seen.add(key.latin1()));
    try (StoreFixture other = new StoreFixture(dir.resolve("other")).open()) {
      for (int i = 0; i < STABLE_KEYS; i++) {
        other.set("{tag}" + i, "v");
      }
      long cursor = here.cursor();
      while (cursor != 0) {
        ScanStep step = await(other.data().scan(0, cursor, KeyFilter.ALL, 10));
        step.keys().forEach(key -> seen.add(key.latin1()));
        cursor = step.cursor();
      }
    }
    assertThat(seen).hasSize(STABLE_KEYS);
  }

  @Test
  void someSlotsCanBeLookedAtAlone() {
    fixture.set("{tag}a", "v");
    fixture.set("{other}b", "v");
    int slot = Slots.of(Bytes.of("tag"));
    AllKeys some = fixture.data().keysIn(asked -> asked == slot);
    assertThat(await(some.keyCount(0))).isEqualTo(1);
    assertThat(await(some.randomKey(0))).isEqualTo(Bytes.of("{tag}a"));
    assertThat(await(some.scan(0, 0, KeyFilter.ALL, 10)).keys())
        .containsExactly(Bytes.of("{tag}a"));
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(2);
  }

  @Test
  void anEmptyDatabaseIsOneStep() {
    ScanStep step = await(fixture.data().scan(3, 0, KeyFilter.ALL, 10));
    assertThat(step.cursor()).isZero();
    assertThat(step.keys()).isEmpty();
  }

  @Test
  void aStepReturnsAboutAsManyKeysAsWereAskedFor() {
    for (int i = 0; i < STABLE_KEYS; i++) {
      fixture.set("{tag}" + i, "v");
    }
    await(fixture.store.materialised());
    ScanStep step = await(fixture.data().scan(0, 0, KeyFilter.ALL, 10));
    assertThat(step.keys()).hasSizeBetween(1, 30);
    assertThat(step.cursor()).isNotZero();
  }

  @Test
  void keysOfASlotAreListedUpToTheNumberAskedFor() {
    for (int i = 0; i < 20; i++) {
      fixture.set("{tag}" + i, "v");
    }
    int slot = Slots.of(Bytes.of("tag"));
    assertThat(await(fixture.data().keysInSlot(slot, 7))).hasSize(7);
    assertThat(await(fixture.data().keysInSlot(slot, 100))).hasSize(20);
    assertThat(await(fixture.data().keyCountInSlot(slot))).isEqualTo(20);
    assertThat(await(fixture.data().keysInSlot((slot + 1) % Slots.COUNT, 7))).isEmpty();
  }

  @Test
  void aRandomKeyIsALiveOneAndEachHasAChance() {
    assertThat(await(fixture.data().randomKey(0))).isNull();
    fixture.set("a", "v");
    fixture.set("b", "v");
    fixture.set(0, "gone", "v", fixture.nowMs.get() + 1);
    fixture.nowMs.addAndGet(10);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      seen.add(await(fixture.data().randomKey(0)).latin1());
    }
    assertThat(seen).containsExactlyInAnyOrder("a", "b");
  }
}
