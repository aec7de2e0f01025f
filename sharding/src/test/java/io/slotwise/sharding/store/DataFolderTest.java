package io.slotwise.sharding.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that cannot be used says why and what to do. */
class DataFolderTest {

  @TempDir Path dir;

  private StoreFixture closedStore() {
    StoreFixture fixture = new StoreFixture(dir.resolve("data")).open();
    fixture.set("a", "1");
    fixture.close();
    return fixture;
  }

  @Test
  void aFolderInUseIsRefusedByName() {
    try (StoreFixture first = new StoreFixture(dir.resolve("data")).open()) {
      assertThatThrownBy(() -> new StoreFixture(first.dir).open())
          .isInstanceOf(StoreUnusableException.class)
          .hasMessageContaining(first.dir.toString())
          .hasMessageContaining("in use by another node")
          .hasMessageContaining("--dir");
      first.set("a", "1");
      assertThat(first.get("a")).isEqualTo("1");
    }
  }

  @Test
  void anUnknownFormatIsRefusedAndTheFolderLetGo() throws Exception {
    StoreFixture fixture = closedStore();
    Path format = fixture.dir.resolve("FORMAT");
    String known = Files.readString(format);
    Files.writeString(format, known.replace("slotwise-store 1", "slotwise-store 3"));
    assertThatThrownBy(fixture::open)
        .isInstanceOf(StoreUnusableException.class)
        .hasMessageContaining("slotwise-store 3")
        .hasMessageContaining("start the release that wrote it");
    Files.writeString(format, known);
    fixture.open();
    assertThat(fixture.get("a")).isEqualTo("1");
    fixture.close();
  }

  @Test
  void dataWithoutAFormatIsRefused() throws Exception {
    StoreFixture fixture = closedStore();
    Files.delete(fixture.dir.resolve("FORMAT"));
    assertThatThrownBy(fixture::open)
        .isInstanceOf(StoreUnusableException.class)
        .hasMessageContaining("no file FORMAT");
  }

  @Test
  void keysInADatabaseThatIsNotThereAnyMoreAreRefused() {
    StoreFixture fixture = new StoreFixture(dir.resolve("data")).open();
    fixture.set(5, "a", "1", -1);
    fixture.close();
    assertThatThrownBy(() -> fixture.with("databases", 4).open())
        .isInstanceOf(StoreUnusableException.class)
        .hasMessageContaining("database 5");
  }

  @Test
  void settingsOutOfBoundsAreRefusedByTheirPath() {
    StoreFixture fixture = new StoreFixture(dir.resolve("data")).with("databases", 0);
    assertThatThrownBy(fixture::storeSettings)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("slotwise.store.databases");
    assertThatThrownBy(() -> fixture.with("databases", 1).with("durability", "x").storeSettings())
        .hasMessageContaining("memory, os, everysec, fsync");
  }
}
