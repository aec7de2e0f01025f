package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.KeyEventType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys go when their time has come, whether or not anybody asks, and through the log. */
class ExpiryTest {

  private static final int MANY = 500;

  @TempDir Path dir;
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(dir.resolve("data")).open();
    listen();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void listen() {
    fixture.store.setKeyEventListener(
        new KeyEventListener() {
          @Override
          public boolean wants(KeyEventType type) {
            return type == KeyEventType.EXPIRED;
          }

          @Override
          public void onKeyEvent(
              int database, KeyEventType type, String event, Bytes key, long logPosition) {
            events.add(database + " " + event + " " + key);
          }
        });
  }

  private void setExpiring(String key, long inMs) {
    fixture.set(0, key, "v", fixture.nowMs.get() + inMs);
  }

  private Object expiredKeys() {
    return fixture.data().stats().group("stats").get("expired_keys");
  }

  @Test
  void anExpiredKeyThatIsMetGoesWithAnEvent() {
    setExpiring("a", 100);
    fixture.nowMs.addAndGet(99);
    assertThat(fixture.get("a")).isEqualTo("v");
    fixture.nowMs.addAndGet(1);
    assertThat(fixture.get("a")).isNull();
    assertThat(fixture.get("a")).isNull();
    assertThat(events).containsExactly("0 expired a");
    assertThat(expiredKeys()).isEqualTo(1L);
    assertThat(await(fixture.data().keyCount(0))).isZero();
  }

  @Test
  void keysThatNobodyMeetsGoFromMemoryAndFromDisk() {
    for (int i = 0; i < MANY; i++) {
      setExpiring("{tag}disk" + i, 100);
    }
    await(fixture.store.materialised());
    setExpiring("{tag}memory", 100);
    fixture.set("{tag}stays", "v");
    fixture.nowMs.addAndGet(100);
    // One run stops when its time is up, and the next goes on.
    Awaitility.await()
        .until(
            () -> {
              await(fixture.store.expired());
              return await(fixture.data().keyCount(0)) == 1;
            });
    assertThat(events).hasSize(MANY + 1).doesNotHaveDuplicates();
  }

  @Test
  void expiryIsRememberedThroughARestart() {
    setExpiring("a", 100);
    setExpiring("b", 10_000);
    fixture.reopen();
    listen();
    fixture.nowMs.addAndGet(100);
    await(fixture.store.expired());
    assertThat(events).containsExactly("0 expired a");
    assertThat(await(fixture.data().keyCount(0))).isEqualTo(1);
    assertThat(fixture.data().databaseStats(0).keysWithExpiry()).isEqualTo(1);
    assertThat(fixture.data().databaseStats(0).averageTtlMs()).isEqualTo(9900);
  }

  @Test
  void aDeadlineThatWasMovedOrTakenAwayDoesNotStrike() {
    setExpiring("moved", 100);
    setExpiring("kept", 100);
    await(fixture.store.materialised());
    setExpiring("moved", 10_000);
    fixture.set("kept", "for good");
    await(fixture.store.materialised());
    fixture.nowMs.addAndGet(5000);
    await(fixture.store.expired());
    assertThat(events).isEmpty();
    assertThat(fixture.get("moved")).isEqualTo("v");
    assertThat(fixture.get("kept")).isEqualTo("for good");
  }

  @Test
  void withActiveExpiryOffKeysGoOnlyWhenMet() {
    fixture.store.setActiveExpiry(false);
    setExpiring("a", 100);
    fixture.nowMs.addAndGet(100);
    await(fixture.store.expired());
    assertThat(events).isEmpty();
    assertThat(fixture.get("a")).isNull();
    assertThat(events).hasSize(1);
  }
}
