package io.slotwise.sharding.store.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store relies on RocksDB for. */
class RocksStoreTest {

  private static final int KEYS = 2000;

  @TempDir Path dir;
  private RocksStore rocks;

  @BeforeEach
  void open() throws Exception {
    rocks = RocksStore.open(dir, new RocksSettings(8 << 20, 1 << 20, 4, 2), InstantSource.system());
  }

  @AfterEach
  void close() {
    rocks.close();
  }

  private static byte[] key(int i) {
    return ByteBuffer.allocate(4).putInt(i).array();
  }

  private void fill() {
    Random random = new Random(1);
    try (RocksBatch batch = rocks.newBatch()) {
      for (int i = 0; i < KEYS; i++) {
        byte[] value = new byte[1000];
        random.nextBytes(value);
        batch.put(key(i), value);
      }
      rocks.write(batch);
    }
  }

  @Test
  void aValueOnDiskOnlyIsNotReadFromMemory() {
    fill();
    assertThat(rocks.getFromMemory(key(1), 4)).hasSize(1000);
    rocks.flush(true);
    assertThat(rocks.getFromMemory(key(1), 4)).isSameAs(RocksStore.ON_DISK);
    assertThat(rocks.getFromMemory(key(KEYS), 4)).isNull();
    assertThat(rocks.get(key(1), 4)).hasSize(1000);
    assertThat(rocks.getFromMemory(key(1), 4)).hasSize(1000);
  }

  @Test
  void droppingTheBlockCacheEmptiesIt() {
    fill();
    rocks.flush(true);
    for (int i = 0; i < KEYS; i++) {
      rocks.get(key(i), 4);
    }
    long before = (long) rocks.figures().get("block_cache_bytes");
    assertThat(before).isGreaterThan(KEYS * 900L);
    rocks.dropBlockCache();
    assertThat((long) rocks.figures().get("block_cache_bytes")).isLessThan(before / 10);
    assertThat(rocks.getFromMemory(key(1), 4)).isSameAs(RocksStore.ON_DISK);
  }

  @Test
  void onlyWhatWasFlushedIsPersisted() {
    fill();
    assertThat(rocks.getPersisted(key(1))).isNull();
    rocks.flush(true);
    assertThat(rocks.getPersisted(key(1))).hasSize(1000);
    assertThat(rocks.flushTimes().count()).isPositive();
  }

  @Test
  void droppedFilesTakeOnlyTheirRange() {
    fill();
    try (RocksBatch batch = rocks.newBatch()) {
      batch.put(new byte[] {(byte) 0xff}, new byte[] {1});
      batch.deleteRange(new byte[] {0}, new byte[] {(byte) 0xf0});
      rocks.write(batch);
    }
    rocks.flush(true);
    rocks.dropFiles(new byte[] {0}, new byte[] {(byte) 0xf0});
    assertThat(rocks.get(new byte[] {(byte) 0xff}, 1)).hasSize(1);
    assertThat(rocks.get(key(1), 4)).isNull();
  }
}
