package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.log.Durability;
import io.slotwise.sharding.log.FailingFiles;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each level keeps through a crash, and what happens when the disk does not play along. */
class DurabilityTest {

  @TempDir Path dir;
  private final FailingFiles files = new FailingFiles();
  private StoreFixture fixture;

  @BeforeEach
  void make() {
    fixture = new StoreFixture(dir.resolve("data"));
    fixture.files = files;
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void underMemoryAMemtableFlushSaysWhatIsSafe() {
    fixture.with("durability", "memory").open();
    fixture.set("before", "1");
    await(fixture.data().flushMemtable());
    fixture.set("after", "2");
    try (StoreFixture image = fixture.crashImage(dir.resolve("image")).open()) {
      assertThat(image.get("before")).isEqualTo("1");
      assertThat(image.get("after")).isNull();
    }
  }

  @Test
  void aLevelRaisedFromMemoryCoversWhatWasThereBefore() {
    fixture.with("durability", "memory").open();
    fixture.set("before", "1");
    await(fixture.store.setDurability(Durability.OS));
    fixture.set("after", "2");
    try (StoreFixture image =
        fixture.crashImage(dir.resolve("image")).with("durability", "os").open()) {
      assertThat(image.get("before")).isEqualTo("1");
      assertThat(image.get("after")).isEqualTo("2");
    }
  }

  @Test
  void aReadDependsOnTheWriteThatItSaw() {
    fixture.with("durability", "fsync").open();
    files.syncs.drainPermits();
    fixture.set("a", "1");
    long position = fixture.keys.dependsOn();
    assertThat(fixture.get("a")).isEqualTo("1");
    assertThat(fixture.keys.dependsOn()).isEqualTo(position);
    assertThat(fixture.store.commitGate().durablePosition()).isLessThan(position);
    files.syncs.release(1 << 20);
    Awaitility.await().until(() -> fixture.store.commitGate().durablePosition() >= position);
  }

  @Test
  void rocksdbNeverGetsAheadOfWhatTheDiskHasOfTheLog() {
    fixture.open();
    files.syncs.drainPermits();
    fixture.set("a", "1");
    var round = fixture.store.materialised().toCompletableFuture();
    Awaitility.await().until(() -> files.syncs.hasQueuedThreads());
    assertThat(round).isNotDone();
    assertThat(fixture.data().stats().group("persistence").get("materialised_position"))
        .isEqualTo(0L);
    files.syncs.release(1 << 20);
    await(round);
    assertThat(fixture.data().stats().group("persistence").get("materialised_position"))
        .isEqualTo(1L);
  }

  @Test
  void aFullDiskIsReportedKeepsEverythingAndHeals() {
    fixture.open();
    fixture.set("a", "1");
    files.roomBytes = 10;
    fixture.set("b", "2");
    assertThat(fixture.store.writeError()).isPresent();
    assertThat(fixture.get("b")).isEqualTo("2");
    assertThat(fixture.store.commitGate().durablePosition()).isEqualTo(1);
    files.roomBytes = Long.MAX_VALUE;
    Awaitility.await().until(() -> fixture.store.writeError().isEmpty());
    Awaitility.await().until(() -> fixture.store.commitGate().durablePosition() == 2);
    try (StoreFixture image = fixture.crashImage(dir.resolve("image")).open()) {
      assertThat(image.get("b")).isEqualTo("2");
    }
  }

  @Test
  void aFullDiskDoesNotKeepTheStoreFromClosing() {
    fixture.open();
    fixture.set("a", "1");
    files.roomBytes = 0;
    fixture.set("b", "2");
    fixture.close();
    files.roomBytes = Long.MAX_VALUE;
    fixture.open();
    assertThat(fixture.get("a")).isEqualTo("1");
  }

  @Test
  void anEventLoopIsToldWhenAValueIsOnDisk() {
    fixture.open();
    // Enough of them that the block read at start, which is the last, is not that of foo.
    for (int i = 0; i < 300; i++) {
      fixture.set("key" + i, "x".repeat(200));
    }
    fixture.set("foo", "1");
    fixture.reopen();
    Bytes key = Bytes.of("foo");
    int slot = Slots.of(key);
    fixture.turns.take(slot);
    try {
      fixture.keys.begin(fixture.nowMs.get(), 0, false);
      assertThatThrownBy(() -> fixture.keys.read(key)).isInstanceOf(ColdRead.class);
      fixture.keys.rollback();
    } finally {
      fixture.turns.release(slot);
    }
    assertThat(fixture.get("foo")).isEqualTo("1");
    assertThat(fixture.data().stats().group("stats").get("keyspace_hits")).isEqualTo(1L);
  }
}
