package io.slotwise.sharding.store;

import static io.slotwise.sharding.store.StoreFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slotwise.sharding.log.DataDamagedException;
import io.slotwise.sharding.store.rocks.RocksFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A byte of an SST file has become another one. */
class DamagedDiskTest {

  private static final int KEYS = 2_000;

  @TempDir private Path dir;
  private StoreFixture fixture;

  @BeforeEach
  void writeToDisk() throws IOException {
    fixture = new StoreFixture(dir.resolve("data")).open();
    for (int i = 0; i < KEYS; i++) {
      fixture.set("key " + i, "value " + "x".repeat(i % 200));
    }
    await(fixture.data().flushMemtable());
    fixture.store.close();
    Path file = firstTable();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 0x10;
    Files.write(file, bytes);
    fixture.open();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Path firstTable() throws IOException {
    try (Stream<Path> files = Files.list(fixture.dir.resolve("rocks"))) {
      return files.filter(file -> file.toString().endsWith(".sst")).sorted().findFirst().get();
    }
  }

  private void readAll() {
    for (int i = 0; i < KEYS; i++) {
      assertThat(fixture.get("key " + i)).isEqualTo("value " + "x".repeat(i % 200));
    }
  }

  @Test
  void whoReadsItIsToldAndTheStoreRemembersWhichFileItWas() throws IOException {
    assertThat(fixture.store.damage()).isEmpty();
    assertThatThrownBy(this::readAll).isInstanceOf(RocksFailure.class);
    assertThat(fixture.store.damage()).get().asString().contains(firstTable().toString());
  }

  @Test
  void nobodyStartsOnAFolderThatWasCondemned() {
    fixture.store.condemn("a block of a file is not what it was");
    fixture.store.close();
    assertThatThrownBy(fixture::open)
        .hasCauseInstanceOf(DataDamagedException.class)
        .hasMessageContaining(fixture.dir.resolve("DAMAGED").toString())
        .hasMessageContaining("a block of a file is not what it was");
  }
}
