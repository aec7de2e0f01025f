package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the node remembers besides keys lasts as keys do. */
class NodeNotesTest {

  private static final Bytes FIRST = Bytes.of("first");
  private static final Bytes SECOND = Bytes.of("second, and longer");

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
  void aCrashKeepsTheLastNote() {
    assertThat(fixture.store.note("functions")).isNull();
    await(fixture.store.setNote("functions", FIRST));
    await(fixture.data().flushMemtable());
    await(fixture.store.setNote("functions", SECOND));
    await(fixture.store.setNote("other", FIRST));
    assertThat(fixture.store.note("functions")).isEqualTo(SECOND);
    try (StoreFixture image = fixture.crashImage(dir.resolve("image")).open()) {
      assertThat(image.store.note("functions")).isEqualTo(SECOND);
      assertThat(image.store.note("other")).isEqualTo(FIRST);
    }
  }

  @Test
  void aCleanStopKeepsNotesAndTheKeysBesideThem() {
    fixture.set("a", "1");
    await(fixture.store.setNote("functions", SECOND));
    await(fixture.data().flush(0));
    fixture.set("b", "2");
    fixture.reopen();
    assertThat(fixture.store.note("functions")).isEqualTo(SECOND);
    assertThat(fixture.get("a")).isNull();
    assertThat(fixture.get("b")).isEqualTo("2");
    await(fixture.store.setNote("functions", Bytes.EMPTY));
    fixture.reopen();
    assertThat(fixture.store.note("functions")).isEqualTo(Bytes.EMPTY);
  }
}
