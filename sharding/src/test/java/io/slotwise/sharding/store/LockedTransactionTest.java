package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyFilter;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.lock.Footprint;
import io.slotwise.sharding.lock.LockTransaction;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transaction with locks, which gives its turns back between its commands: it sees its own
 * writes, nobody else does, also not the disk, and in the end all of them are there or none.
 */
class LockedTransactionTest {

  private static final Bytes A = Bytes.of("a");
  private static final Bytes B = Bytes.of("b");

  @TempDir private Path dir;
  private StoreFixture fixture;
  private TurnKeyspace keys;
  private LockTransaction locks;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(dir.resolve("data")).with("hot-cache-bytes", 1).open();
    keys = fixture.store.newTurnKeyspace();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void begin(Footprint footprint) {
    locks = fixture.store.locks().newTransaction(footprint);
    await(locks.acquire());
    keys.begin(fixture.nowMs.get(), 0, true);
    keys.holdingLocks(locks);
    keys.proceed(0);
  }

  private void beginWithBoth() {
    begin(Footprint.empty().key(0, A, true).key(0, B, true));
  }

  private void commit() {
    keys.commit();
    locks.end();
    fixture.store.commitGate().commit();
  }

  private void put(Bytes key, String value) {
    keys.put(key, Value.string(Bytes.of(value)));
  }

  private String own(Bytes key) {
    Value value = keys.read(key);
    return value == null ? null : value.data().latin1();
  }

  @Test
  void seesItsOwnWritesAndNobodyElseDoes() {
    fixture.set("a", "before");
    await(fixture.store.materialised());
    beginWithBoth();
    put(A, "mine");
    keys.delete(B);
    put(B, "new");
    await(fixture.store.materialised());
    assertThat(own(A)).isEqualTo("mine");
    assertThat(own(B)).isEqualTo("new");
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(1);
    assertThat(await(fixture.data().scan(0, 0, KeyFilter.ALL, 10)).keys()).hasSize(1);
    assertThatThrownBy(() -> fixture.get("a")).isInstanceOf(KeyLocked.class);
    assertThat(fixture.get("c")).as("a free key").isNull();
    commit();
    assertThat(fixture.get("a")).isEqualTo("mine");
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(2);
  }

  @Test
  void isOneRecordAndOutlivesARestart() {
    long before = fixture.store.appendedPosition();
    beginWithBoth();
    put(A, "1");
    put(A, "2");
    put(B, "3");
    assertThat(fixture.store.appendedPosition()).as("nothing yet").isEqualTo(before);
    commit();
    assertThat(fixture.store.appendedPosition()).isEqualTo(before + 1);
    fixture.reopen();
    assertThat(fixture.get("a")).isEqualTo("2");
    assertThat(fixture.get("b")).isEqualTo("3");
  }

  @Test
  void aCrashInTheMiddleLeavesNothingOfIt() {
    fixture.set("a", "before");
    beginWithBoth();
    put(A, "mine");
    put(B, "mine");
    await(fixture.store.materialised());
    fixture.awaitDurable();
    try (StoreFixture image = fixture.crashImage(dir.resolve("image")).open()) {
      assertThat(image.get("a")).isEqualTo("before");
      assertThat(image.get("b")).isNull();
    }
    commit();
  }

  @Test
  void takenBackItHasNeverBeen() {
    fixture.set("a", "before");
    beginWithBoth();
    put(A, "mine");
    put(B, "mine");
    keys.rollback();
    locks.end();
    assertThat(fixture.get("a")).isEqualTo("before");
    assertThat(fixture.get("b")).isNull();
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(1);
  }

  @Test
  void aSavepointTakesBackWhatCameLater() {
    fixture.set("a", "before");
    beginWithBoth();
    put(A, "1");
    Runnable back = keys.savepoint();
    put(A, "2");
    put(B, "2");
    back.run();
    assertThat(own(A)).isEqualTo("1");
    assertThat(own(B)).isNull();
    commit();
    assertThat(fixture.get("a")).isEqualTo("1");
    assertThat(fixture.get("b")).isNull();
  }

  @Test
  void touchesNothingThatItHasNotLocked() {
    begin(Footprint.empty().key(0, A, true).key(0, B, false));
    assertThatThrownBy(() -> own(Bytes.of("c"))).isInstanceOf(MoreLocks.class);
    assertThatThrownBy(() -> put(Bytes.of("c"), "1")).isInstanceOf(MoreLocks.class);
    assertThat(own(B)).as("a shared lock is enough for reading").isNull();
    assertThatThrownBy(() -> put(B, "1")).isInstanceOf(MoreLocks.class);
    keys.rollback();
    locks.end();
  }

  @Test
  void sharedLocksLetReadersPassAndNobodyWrite() {
    fixture.set("a", "before");
    begin(Footprint.empty().key(0, A, false));
    assertThat(own(A)).isEqualTo("before");
    assertThat(fixture.get("a")).isEqualTo("before");
    assertThatThrownBy(() -> fixture.set("a", "after")).isInstanceOf(KeyLocked.class);
    assertThatThrownBy(() -> fixture.delete("a")).isInstanceOf(KeyLocked.class);
    commit();
    fixture.set("a", "after");
  }

  @Test
  void lockedKeysExpireWhenTheLockIsGone() {
    fixture.set(0, "a", "before", fixture.nowMs.get() + 10);
    fixture.set(0, "b", "before", fixture.nowMs.get() + 10);
    await(fixture.store.materialised());
    begin(Footprint.empty().key(0, A, false));
    fixture.nowMs.addAndGet(100);
    await(fixture.store.expired());
    assertThat(own(A)).as("its time stands still").isEqualTo("before");
    assertThat(fixture.get("a")).as("others see that it has expired").isNull();
    assertThat(await(fixture.data().keyCount(0))).as("only the free one is deleted").isEqualTo(1);
    commit();
    await(fixture.store.expired());
    assertThat(await(fixture.data().keyCount(0))).isZero();
  }

  @Test
  void pagesOfCollectionsAreItsOwnToo() {
    fixture.collect(0, "a", "page", 3);
    await(fixture.store.materialised());
    beginWithBoth();
    long collection = PagedHeader.of(keys.peek(A)).collection();
    keys.pages(A).put(collection, 2, Bytes.of("mine").toArray());
    await(fixture.store.materialised());
    assertThat(keys.pages(A).read(collection, 2)).isEqualTo(Bytes.of("mine").toArray());
    keys.rollback();
    locks.end();
    assertThat(fixture.get("a")).isEqualTo("pagepagepage");
    beginWithBoth();
    keys.pages(A).put(collection, 2, Bytes.of("mine").toArray());
    commit();
    fixture.reopen();
    assertThat(fixture.get("a")).isEqualTo("pageminepage");
  }

  @Test
  void everythingIsLockedAtOnce() {
    fixture.set("a", "before");
    begin(Footprint.everything());
    put(Bytes.of("anything"), "1");
    assertThatThrownBy(() -> fixture.get("a")).isInstanceOf(KeyLocked.class);
    commit();
    assertThat(fixture.get("anything")).isEqualTo("1");
  }
}
