package io.slotwise.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a member leads nothing more, and when it stops, as its disk fills up. */
class OwnDiskTest {

  private static final long MIB = 1 << 20;
  private static final long RESERVE = 128 * MIB;

  private final AtomicLong nowNanos = new AtomicLong(77);
  private Optional<String> writeError = Optional.empty();
  private Optional<String> logFailure = Optional.empty();
  private Optional<String> damage = Optional.empty();
  private final OwnDisk disk =
      new OwnDisk(
          Path.of("/data"),
          RESERVE,
          () -> writeError,
          () -> logFailure,
          () -> damage,
          nowNanos::get);

  @Test
  void aDiskWithTheReserveIsNoObstacle() {
    disk.look(RESERVE);
    assertThat(disk.shortage()).isNull();
    assertThat(disk.failure()).isNull();
  }

  @Test
  void withLessTheNodeLeadsNothingAndSaysWhereRoomIsNeeded() {
    disk.look(RESERVE - 1);
    assertThat(disk.shortage())
        .isEqualTo("its disk has less room than 128 MB: make room where /data is");
    assertThat(disk.failure()).isNull();
  }

  @Test
  void aLittleMoreThanTheReserveEndsTheShortage() {
    disk.look(RESERVE - 1);
    disk.look(RESERVE + RESERVE / 8 - 1);
    assertThat(disk.shortage()).contains("144 MB");
    disk.look(RESERVE + RESERVE / 8);
    assertThat(disk.shortage()).isNull();
  }

  @Test
  void withLessThanAQuarterItIsFull() {
    disk.look(RESERVE / 4);
    assertThat(disk.full()).isNull();
    disk.look(RESERVE / 4 - 1);
    assertThat(disk.failure()).isNull();
    assertThat(disk.full())
        .isEqualTo("its disk has less room than 128 MB: make room where /data is");
  }

  @Test
  void aStoreThatCannotWriteLeadsNothing() {
    writeError = Optional.of("writing a batch failed: Input/output error");
    disk.look(Long.MAX_VALUE);
    assertThat(disk.shortage()).isEqualTo(writeError.get());
    assertThat(disk.failure()).isNull();
    writeError = Optional.empty();
    disk.look(Long.MAX_VALUE);
    assertThat(disk.shortage()).isNull();
  }

  @Test
  void aLogThatFailedIsNeverWrittenAgainWithoutANewStart() {
    logFailure = Optional.of("the log of shard 3 failed: java.io.IOException: Input/output error");
    disk.look(Long.MAX_VALUE);
    assertThat(disk.failure())
        .isEqualTo(
            "its log cannot be written: the log of shard 3 failed: java.io.IOException:"
                + " Input/output error");
  }

  @Test
  void whatCannotBeReadAnyMoreEndsItsPart() {
    damage = Optional.of("reading a key failed: block checksum mismatch in 000012.sst");
    disk.look(Long.MAX_VALUE);
    assertThat(disk.failure())
        .isEqualTo(
            "its files are damaged: reading a key failed: block checksum mismatch in 000012.sst");
  }

  @Test
  void othersHaveSomeSecondsToTakeOver() {
    disk.look(0);
    nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    disk.look(1);
    assertThat(disk.isShortForLong()).isFalse();
    nowNanos.incrementAndGet();
    assertThat(disk.isShortForLong()).isTrue();
    disk.look(Long.MAX_VALUE);
    assertThat(disk.isShortForLong()).isFalse();
  }

  @Test
  void aStartWaitsForTheReserve(@TempDir Path dir) throws IOException {
    assertThat(OwnDisk.obstacleToStart(dir, 0)).isNull();
    assertThat(OwnDisk.obstacleToStart(dir, Long.MAX_VALUE)).contains(dir.toString());
  }
}
