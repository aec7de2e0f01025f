package io.slotwise.sharding.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal promises while it runs. */
class JournalTest {

  @TempDir Path dir;
  private JournalFixture fixture;

  @BeforeEach
  void make() {
    fixture = new JournalFixture(dir);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void positionsAscendByOneAndAreReplayedInOrder() {
    fixture.open(0);
    assertThat(fixture.append("a")).isEqualTo(1);
    assertThat(fixture.append("b")).isEqualTo(2);
    fixture.journal.commit();
    assertThat(fixture.write("c")).isEqualTo(3);
    fixture.journal.close();
    fixture.open(0);
    assertThat(fixture.replayed).containsExactly("1=a", "2=b", "3=c");
    fixture.journal.close();
    fixture.open(2);
    assertThat(fixture.replayed).containsExactly("3=c");
    assertThat(fixture.write("d")).isEqualTo(4);
  }

  @Test
  void nothingIsDurableBeforeItIsCommitted() {
    fixture.open(0);
    long position = fixture.append("a");
    assertThat(fixture.journal.durablePosition()).isLessThan(position);
    List<Long> heard = Collections.synchronizedList(new ArrayList<>());
    fixture.journal.whenDurable(position, () -> heard.add(position));
    assertThat(heard).isEmpty();
    fixture.journal.commit();
    assertThat(heard).containsExactly(position);
    assertThat(fixture.journal.durablePosition()).isEqualTo(position);
  }

  @Test
  void underFsyncDurableMeansSynced() {
    fixture.durability = Durability.FSYNC;
    fixture.open(0);
    fixture.files.syncs.drainPermits();
    long position = fixture.write("a");
    AtomicLong heard = new AtomicLong();
    fixture.journal.whenDurable(position, () -> heard.set(position));
    await().until(() -> fixture.files.syncs.hasQueuedThreads());
    assertThat(heard.get()).isZero();
    assertThat(fixture.journal.durablePosition()).isLessThan(position);
    fixture.files.syncs.release(1 << 20);
    await().untilAtomic(heard, org.hamcrest.Matchers.equalTo(position));
    assertThat(fixture.journal.syncedPosition()).isEqualTo(position);
  }

  @Test
  void underEverysecWritesAreSyncedSoonWithoutAnybodyWaiting() {
    fixture.durability = Durability.EVERYSEC;
    fixture.open(0);
    long position = fixture.write("a");
    assertThat(fixture.journal.durablePosition()).isEqualTo(position);
    await().until(() -> fixture.journal.syncedPosition() == position);
  }

  @Test
  void underMemoryNothingIsWrittenAndNobodyWaits() {
    fixture.durability = Durability.MEMORY;
    fixture.open(0);
    long position = fixture.write("a");
    assertThat(fixture.journal.durablePosition()).isEqualTo(position);
    assertThat(fixture.journal.sizeBytes()).isZero();
  }

  @Test
  void aFullDiskLosesNothingAndHealsByItself() throws Exception {
    fixture.open(0);
    fixture.write("a");
    fixture.files.roomBytes = 20;
    long position = fixture.write("bbbbbbbbbb");
    assertThat(fixture.journal.writeError()).hasValueSatisfying(e -> e.contains("No space"));
    assertThat(fixture.journal.durablePosition()).isEqualTo(1);
    assertThat(fixture.journal.awaitSynced(position)).isFalse();
    fixture.write("c");
    CountDownLatch durable = new CountDownLatch(1);
    fixture.journal.whenDurable(position + 1, durable::countDown);
    fixture.files.roomBytes = Long.MAX_VALUE;
    await().until(() -> durable.getCount() == 0);
    assertThat(fixture.journal.writeError()).isEmpty();
    fixture.journal.close();
    fixture.open(0);
    assertThat(fixture.replayed).containsExactly("1=a", "2=bbbbbbbbbb", "3=c");
  }

  @Test
  void aFailedSyncStaysAnErrorAndPromisesNothing() {
    fixture.durability = Durability.FSYNC;
    fixture.open(0);
    fixture.files.syncFails = true;
    long position = fixture.write("a");
    await().until(() -> fixture.journal.writeError().isPresent());
    fixture.files.syncFails = false;
    fixture.write("b");
    assertThat(fixture.journal.durablePosition()).isLessThan(position);
    assertThat(fixture.journal.writeError()).isPresent();
  }

  @Test
  void segmentsThatAreCoveredGoAndOthersStay() {
    fixture.segmentBytes = 200;
    fixture.open(0);
    for (int i = 0; i < 100; i++) {
      fixture.write("entry" + i);
    }
    assertThat(fixture.journal.segmentCount()).isGreaterThan(10);
    fixture.journal.discardUpTo(50);
    fixture.journal.close();
    fixture.open(50);
    assertThat(fixture.replayed).hasSize(50).startsWith("51=entry50");
    fixture.journal.discardUpTo(100);
    assertThat(fixture.journal.segmentCount()).isEqualTo(1);
  }

  @Test
  void manyThreadsAppendAndNothingIsLostOrDoubled() throws Exception {
    fixture.segmentBytes = 10_000;
    fixture.open(0);
    int threads = 4;
    int each = 2000;
    CountDownLatch done = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      String name = "t" + t + "-";
      new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  long position = fixture.append(name + i);
                  if (i % 7 == 0) {
                    fixture.journal.commit();
                    CountDownLatch durable = new CountDownLatch(1);
                    fixture.journal.whenDurable(position, durable::countDown);
                    awaitQuietly(durable);
                  }
                }
                fixture.journal.commit();
                done.countDown();
              })
          .start();
    }
    done.await();
    fixture.journal.close();
    fixture.open(0);
    assertThat(fixture.replayed).hasSize(threads * each).doesNotHaveDuplicates();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aLevelChangedAtRunTimeHoldsFromThenOn() throws Exception {
    fixture.durability = Durability.MEMORY;
    fixture.open(0);
    fixture.write("lost");
    fixture.journal.setDurability(Durability.OS);
    fixture.write("kept");
    fixture.journal.close();
    fixture.durability = Durability.OS;
    fixture.open(0);
    assertThat(fixture.replayed).containsExactly("2=kept");
    fixture.journal.setDurability(Durability.FSYNC);
    long position = fixture.write("synced");
    await().until(() -> fixture.journal.durablePosition() == position);
    assertThat(fixture.journal.syncedPosition()).isEqualTo(position);
  }

  @Test
  void aThreadThatIsInterruptedDoesNotCloseTheFile() {
    fixture.open(0);
    Thread.currentThread().interrupt();
    fixture.write("a");
    assertThat(Thread.interrupted()).isTrue();
    fixture.write("b");
    assertThat(fixture.journal.writeError()).isEmpty();
    assertThat(fixture.journal.durablePosition()).isEqualTo(2);
  }
}
