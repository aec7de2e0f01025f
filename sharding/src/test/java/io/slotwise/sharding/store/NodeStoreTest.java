package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.log.Durability;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as its users see it. */
class NodeStoreTest {

  @TempDir Path dir;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(dir.resolve("data")).open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    fixture.set("a", "1");
    fixture.set("a", "2");
    assertThat(fixture.get("a")).isEqualTo("2");
    assertThat(fixture.get("b")).isNull();
    assertThat(fixture.delete("a")).isTrue();
    assertThat(fixture.delete("a")).isFalse();
    assertThat(fixture.get("a")).isNull();
  }

  @Test
  void aCleanStopKeepsEverything() {
    for (int i = 0; i < 1000; i++) {
      fixture.set("key" + i, "value" + i);
    }
    fixture.delete("key7");
    fixture.reopen();
    assertThat(fixture.get("key8")).isEqualTo("value8");
    assertThat(fixture.get("key7")).isNull();
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(999);
  }

  @Test
  void aCrashKeepsWhatTheLogHas() {
    fixture.set("a", "1");
    await(fixture.data().flushMemtable());
    fixture.set("a", "2");
    fixture.set("b", "3");
    try (StoreFixture image = fixture.crashImage(dir.resolve("image")).open()) {
      assertThat(image.get("a")).isEqualTo("2");
      assertThat(image.get("b")).isEqualTo("3");
      assertThat(await(image.data().keyCount(0))).isEqualTo(2);
    }
  }

  @Test
  void swappedDatabasesStaySwapped() {
    fixture.set(0, "a", "zero", Value.NO_EXPIRY);
    fixture.set(1, "a", "one", 32503680000000L);
    await(fixture.data().flushMemtable());
    await(fixture.data().swap(0, 1));
    assertThat(fixture.get(0, "a")).isEqualTo("one");
    assertThat(fixture.get(1, "a")).isEqualTo("zero");
    try (StoreFixture image = fixture.crashImage(dir.resolve("image")).open()) {
      assertThat(image.get(0, "a")).isEqualTo("one");
    }
    await(fixture.data().swap(1, 2));
    fixture.set(2, "b", "with zero", Value.NO_EXPIRY);
    fixture.reopen();
    assertThat(fixture.get(0, "a")).isEqualTo("one");
    assertThat(fixture.get(1, "a")).isNull();
    assertThat(fixture.get(2, "a")).isEqualTo("zero");
    assertThat(await(fixture.data().keyCount(2))).isEqualTo(2);
    await(fixture.data().flush(2));
    assertThat(fixture.get(2, "b")).isNull();
    assertThat(fixture.get(0, "a")).isEqualTo("one");
    assertThat(await(fixture.data().scan(0, 0, KeyFilter.ALL, 10)).keys()).hasSize(1);
  }

  @Test
  void rollbackLeavesNothing() {
    fixture.set("a", "1");
    assertThatThrownBy(
            () ->
                fixture.run(
                    0,
                    "a",
                    keys -> {
                      keys.put(Bytes.of("a"), Value.string(Bytes.of("2")));
                      keys.put(Bytes.of("{a}new"), Value.string(Bytes.of("2")));
                      assertThat(keys.read(Bytes.of("a")).data().latin1()).isEqualTo("2");
                      throw new CommandError(Errors.syntax());
                    }))
        .isInstanceOf(CommandError.class);
    assertThat(fixture.get("a")).isEqualTo("1");
    assertThat(fixture.get("{a}new")).isNull();
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(1);
  }

  @Test
  void readsThatDoNotTouchLeaveTheTimeOfUse() {
    fixture.set("a", "1");
    fixture.nowMs.addAndGet(60_000);
    fixture.run(
        0,
        "a",
        keys -> {
          keys.withoutTouching();
          return keys.read(Bytes.of("a"));
        });
    assertThat(lastUseMs("a")).isEqualTo(StoreFixture.START_MS);
    fixture.get("a");
    assertThat(lastUseMs("a")).isEqualTo(StoreFixture.START_MS + 60_000);
  }

  private long lastUseMs(String key) {
    return fixture.run(0, key, keys -> keys.use(Bytes.of(key)).lastUseMs());
  }

  @Test
  void aSmallChangeOfALongValueIsASmallRecord() {
    fixture.set("long", "x".repeat(10_000));
    long before = journalBytes();
    fixture.set("long", "x".repeat(5_000) + "y" + "x".repeat(5_000));
    assertThat(journalBytes() - before).isBetween(1L, 100L);
    try (StoreFixture image = fixture.crashImage(dir.resolve("image")).open()) {
      assertThat(image.get("long")).isEqualTo("x".repeat(5_000) + "y" + "x".repeat(5_000));
    }
  }

  private long journalBytes() {
    return (Long) fixture.data().stats().group("persistence").get("journal_bytes");
  }

  @Test
  void differencesAreLoggedOnlyWhereTheLogHasWhatWasBefore() {
    fixture.close();
    fixture.with("durability", "memory").open();
    fixture.set("long", "x".repeat(1_000));
    assertThat(fixture.store.setDurability(Durability.OS)).isNotNull();
    // The level has not been reached yet when this is written.
    fixture.set("long", "x".repeat(1_000) + "y");
    try (StoreFixture image =
        fixture.crashImage(dir.resolve("image")).with("durability", "os").open()) {
      assertThat(image.get("long")).isEqualTo("x".repeat(1_000) + "y");
    }
  }

  @Test
  void aLongVisitDoesNotHappenOnAnEventLoop() {
    fixture.keys.begin(StoreFixture.START_MS, 0, false);
    fixture.keys.willVisit(100);
    assertThatThrownBy(() -> fixture.keys.willVisit(1_000_000)).isSameAs(ColdRead.INSTANCE);
    fixture.keys.begin(StoreFixture.START_MS, 0, true);
    fixture.keys.willVisit(1_000_000);
  }

  @Test
  void aValueTooLargeForTheCacheStaysInItOnlyUntilItIsOnDisk() {
    StoreSettings settings = fixture.storeSettings();
    String large = "v".repeat((int) (settings.hotCacheBytes() / 100));
    fixture.set("large", large);
    fixture.set("small", "v");
    await(fixture.store.materialised());
    assertThat((Long) fixture.data().stats().group("memory").get("hot_cache_bytes"))
        .isBetween(1L, 10_000L);
    assertThat(fixture.get("large")).isEqualTo(large);
  }

  @Test
  void whatADroppedCollectionTookComesBack() {
    fixture.collect(0, "large", "page".repeat(200), 1_000);
    await(fixture.store.materialised());
    assertThat(fixture.store.pagesOnDisk()).isEqualTo(1_000);
    fixture.delete("large");
    assertThat(fixture.data().stats().group("stats").get("collections_to_reclaim")).isEqualTo(1L);
    await(fixture.store.materialised());
    assertThat(fixture.store.pagesOnDisk()).isZero();
    assertThat(fixture.data().stats().group("stats").get("collections_to_reclaim")).isEqualTo(0L);
    assertThat((Long) fixture.data().stats().group("memory").get("hot_cache_bytes"))
        .isLessThan(1_000L);
  }

  @Test
  void aCollectionMadeAndDeletedInOneCommandLeavesNothing() {
    fixture.run(
        0,
        "a",
        keys -> {
          keys.pages(Bytes.of("a")).put(keys.newCollection(Bytes.of("a")), 1, new byte[100]);
          return null;
        });
    await(fixture.store.materialised());
    assertThat(fixture.store.pagesOnDisk()).isZero();
  }

  @Test
  void flushEmptiesAndTheSpaceComesBack() {
    for (int i = 0; i < 1000; i++) {
      fixture.set(i % 2, "key" + i, "value" + i, -1);
    }
    await(fixture.data().flushMemtable());
    await(fixture.data().flush(1));
    assertThat(fixture.get(1, "key1")).isNull();
    assertThat(fixture.get(0, "key2")).isEqualTo("value2");
    assertThat(await(fixture.data().keyCount(1))).isZero();
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(500);
    await(fixture.data().flush(-1));
    fixture.set("key2", "new");
    fixture.reopen();
    assertThat(fixture.get(0, "key2")).isEqualTo("new");
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(1);
  }
}
