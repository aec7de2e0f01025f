package io.slotwise.sharding.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal does at start with what a crash, or a bad disk, has left. */
class JournalRecoveryTest {

  @TempDir Path dir;
  private JournalFixture fixture;

  @BeforeEach
  void make() {
    fixture = new JournalFixture(dir.resolve("journal"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(fixture.dir)) {
      return files.filter(file -> file.toString().endsWith(".journal")).sorted().toList();
    }
  }

  private byte[] onlySegment() throws IOException {
    return Files.readAllBytes(segments().get(0));
  }

  /** Starts on a folder that holds exactly these segment bytes. */
  private JournalFixture startOn(byte[]... contents) throws IOException {
    JournalFixture other = new JournalFixture(Files.createTempDirectory(dir, "start"));
    List<Path> files = segments();
    for (int i = 0; i < contents.length; i++) {
      Files.write(other.dir.resolve(files.get(i).getFileName()), contents[i]);
    }
    other.recovery = fixture.recovery;
    return other;
  }

  private static byte[] front(byte[] bytes, int length) {
    return java.util.Arrays.copyOf(bytes, length);
  }

  @Test
  void theLastRecordTornAnywhereIsCutAndTheRestIsKept() throws Exception {
    fixture.open(0);
    fixture.write("first");
    int whole = onlySegment().length;
    fixture.write("second, which is torn");
    byte[] bytes = onlySegment();
    for (int length = whole; length < bytes.length; length++) {
      try (JournalFixture start = startOn(front(bytes, length)).open(0)) {
        assertThat(start.replayed).containsExactly("1=first");
        assertThat(start.write("third")).isEqualTo(2);
        start.journal.close();
        start.open(0);
        assertThat(start.replayed).containsExactly("1=first", "2=third");
      }
    }
  }

  @Test
  void aTornHeaderIsAnEmptySegment() throws Exception {
    fixture.open(0);
    byte[] bytes = onlySegment();
    for (int length = 0; length < bytes.length; length++) {
      try (JournalFixture start = startOn(front(bytes, length)).open(0)) {
        assertThat(start.replayed).isEmpty();
        assertThat(start.write("a")).isEqualTo(1);
      }
    }
  }

  @Test
  void anyByteChangedInTheLastRecordCutsIt() throws Exception {
    fixture.open(0);
    fixture.write("first");
    int whole = onlySegment().length;
    fixture.write("second");
    byte[] bytes = onlySegment();
    for (int at = whole; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 0x10;
      try (JournalFixture start = startOn(changed).open(0)) {
        assertThat(start.replayed).containsExactly("1=first");
      }
    }
  }

  /** The third record is written after a sync of the first two, and says so. */
  private byte[] segmentWithSyncedMiddle() throws Exception {
    fixture.open(0);
    fixture.write("first");
    fixture.write("second");
    assertThat(fixture.journal.awaitSynced(2)).isTrue();
    fixture.write("third");
    return onlySegment();
  }

  @Test
  void damageWhereTheDiskOnceHadItRefusesToStart() throws Exception {
    byte[] bytes = segmentWithSyncedMiddle();
    for (int at = SegmentFormat.HEADER_BYTES; at < 90; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      JournalFixture start = startOn(changed);
      assertThatThrownBy(() -> start.open(0))
          .isInstanceOf(JournalDamagedException.class)
          .hasMessageContaining(".journal")
          .hasMessageContaining("offset")
          .hasMessageContaining("journal-recovery = truncate");
    }
  }

  @Test
  void truncateKeepsWhatIsBeforeTheDamage() throws Exception {
    byte[] bytes = segmentWithSyncedMiddle();
    bytes[70 + SegmentFormat.RECORD_HEADER_BYTES] ^= 1;
    fixture.recovery = JournalRecovery.TRUNCATE;
    try (JournalFixture start = startOn(bytes).open(0)) {
      assertThat(start.replayed).containsExactly("1=first");
      assertThat(start.write("again")).isEqualTo(2);
    }
  }

  @Test
  void damageThatWasNeverSyncedIsTornEvenIfSomethingWholeLiesBehindIt() throws Exception {
    fixture.open(0);
    fixture.write("first");
    int whole = onlySegment().length;
    fixture.write("second");
    fixture.write("third");
    byte[] bytes = onlySegment();
    bytes[whole + 34] ^= 1;
    // A power cut under everysec: the page of the second record never reached the disk.
    try (JournalFixture start = startOn(bytes).open(0)) {
      assertThat(start.replayed).containsExactly("1=first");
    }
  }

  @Test
  void damageInAnEarlierSegmentRefusesToStart() throws Exception {
    fixture.segmentBytes = 100;
    fixture.open(0);
    for (int i = 0; i < 3; i++) {
      fixture.write("entry that fills the segment " + i);
      fixture.write("and another one that fills it " + i);
      assertThat(fixture.journal.awaitSynced(2 * i + 2)).isTrue();
    }
    List<Path> files = segments();
    byte[][] contents = new byte[files.size()][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = Files.readAllBytes(files.get(i));
    }
    contents[0][contents[0].length - 1] ^= 1;
    JournalFixture start = startOn(contents);
    assertThatThrownBy(() -> start.open(0)).isInstanceOf(JournalDamagedException.class);
    start.recovery = JournalRecovery.TRUNCATE;
    start.open(0);
    assertThat(start.replayed.size()).isLessThan(2);
    start.close();
  }

  @Test
  void aMissingSegmentRefusesToStart() throws Exception {
    fixture.segmentBytes = 100;
    fixture.open(0);
    for (int i = 0; i < 6; i++) {
      fixture.write("entry that fills the segment, half of it at least " + i);
    }
    fixture.close();
    fixture.journal = null;
    Files.delete(segments().get(1));
    assertThatThrownBy(() -> fixture.open(0))
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageContaining("lacks positions");
    Files.delete(segments().get(0));
    assertThatThrownBy(() -> fixture.open(0)).isInstanceOf(JournalDamagedException.class);
  }

  @Test
  void aFormatOfTheFutureRefusesToStart() throws Exception {
    fixture.open(0);
    byte[] bytes = onlySegment();
    bytes[11] = 9;
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, SegmentFormat.HEADER_BYTES - 4);
    SegmentFormat.putInt(bytes, SegmentFormat.HEADER_BYTES - 4, (int) crc.getValue());
    JournalFixture start = startOn(bytes);
    assertThatThrownBy(() -> start.open(0)).hasMessageContaining("version 9");
  }

  @Test
  void aStoreAheadOfTheJournalIsFollowed() {
    fixture.open(0);
    fixture.write("a");
    fixture.close();
    fixture.open(10);
    assertThat(fixture.replayed).isEmpty();
    assertThat(fixture.write("b")).isEqualTo(11);
    fixture.close();
    fixture.open(10);
    assertThat(fixture.replayed).containsExactly("11=b");
  }
}
