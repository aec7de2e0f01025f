package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages go, and which stay, when the log is done again after a crash. */
class BurialsTest {

  private static final int PAGES = 3;
  private static final String TEXT = "text".repeat(PAGES);

  @TempDir private Path dir;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(dir.resolve("data")).with("hot-cache-bytes", 1).open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void crash() {
    fixture.awaitDurable();
    StoreFixture image = fixture.crashImage(dir.resolve("image"));
    fixture.close();
    fixture = image.open();
  }

  private void settle() {
    // The first round finds what was buried blindly, the second cleans up.
    await(fixture.store.materialised());
    await(fixture.store.materialised());
  }

  /** In the same slot, by its hash tag, and in another. */
  @ParameterizedTest
  @ValueSource(strings = {"{key}renamed", "renamed"})
  void whatWasRenamedBeforeACrashKeepsItsPages(String to) {
    fixture.collect(0, "key", "text", PAGES);
    await(fixture.data().flushMemtable());
    fixture.rename(0, "key", to);
    crash();
    settle();
    fixture.reopen();
    assertThat(fixture.get(to)).isEqualTo(TEXT);
    assertThat(fixture.get("key")).isNull();
  }

  /** The key has its pages on disk already, and is known there under its old name only. */
  @ParameterizedTest
  @ValueSource(strings = {"{key}renamed", "renamed"})
  void alsoWhenItWasChangedInBetween(String to) {
    fixture.collect(0, "key", "text", PAGES);
    await(fixture.data().flushMemtable());
    fixture.change(0, "key", 1, 0, "next");
    fixture.rename(0, "key", to);
    fixture.set("key", "another");
    crash();
    settle();
    fixture.reopen();
    assertThat(fixture.get(to)).isEqualTo("next" + "text".repeat(PAGES - 1));
    assertThat(fixture.get("key")).isEqualTo("another");
  }

  @Test
  void whatWasOverwrittenBlindlyBeforeACrashLosesItsPages() {
    fixture.set("key", "before");
    fixture.collect(0, "key", "text", PAGES);
    await(fixture.store.materialised());
    fixture.set("key", "written blindly");
    crash();
    settle();
    assertThat(fixture.get("key")).isEqualTo("written blindly");
    assertThat(fixture.store.pagesOnDisk()).isZero();
  }

  @Test
  void whatTheDiskHasFromLaterOnIsNotBuried() {
    byte[] data = new byte[PagedHeader.BYTES];
    PagedHeader header = new PagedHeader(7, PAGES, 0, false);
    header.writeTo(data);
    byte[] later = StoredValue.encode(Value.collection(ValueType.LIST, data, Value.NO_EXPIRY), 100);
    Value string = Value.string(Bytes.of("string"));
    assertThat(StoredValue.buriedBy(string, 99, later)).isNull();
    assertThat(StoredValue.buriedBy(string, 101, later)).isEqualTo(header);
    assertThat(StoredValue.buriedBy(null, 101, later)).isEqualTo(header);
  }
}
