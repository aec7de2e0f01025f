package io.slotwise.sharding.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The bytes of a segment file: one header, then records. All numbers are big-endian.
 *
 * <pre>
 * header   magic 8 | version u32 | flags u32 | base u64 | synced u64 | crc32c u32 of all before
 * record   length u32 | crc32c u32 | first u64 | synced u64 | commits u32 | commit...
 * commit   length u32 | effects
 * </pre>
 *
 * A record's length counts what follows its header; its checksum covers everything behind the
 * checksum. {@code synced} is the position up to which the journal was known to be on the disk when
 * this was written: it proves that a damaged place before it was whole once.
 */
final class SegmentFormat {

  static final long MAGIC = 0x534c4f54574a4e4cL; // "SLOTWJNL"
  static final int VERSION = 1;
  static final int HEADER_BYTES = 36;
  static final int RECORD_HEADER_BYTES = 28;
  static final int COMMIT_HEADER_BYTES = 4;

  /** In a header's flags: the positions right before the base were never in the journal. */
  static final int FLAG_GAP_BEFORE = 1;

  static final String SUFFIX = ".journal";

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private SegmentFormat() {}

  /**
   * @param base the position of the first commit in the segment
   * @param synced see the class
   * @param gapBefore whether positions before the base may be missing
   */
  record Header(long base, long synced, boolean gapBefore) {

    byte[] encode() {
      ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES);
      bytes.putLong(MAGIC).putInt(VERSION).putInt(gapBefore ? FLAG_GAP_BEFORE : 0);
      bytes.putLong(base).putLong(synced);
      CRC32C crc = new CRC32C();
      crc.update(bytes.array(), 0, HEADER_BYTES - 4);
      return bytes.putInt((int) crc.getValue()).array();
    }

    /** The header, or null where there is no whole one. */
    static Header decode(byte[] bytes) {
      if (bytes.length < HEADER_BYTES || getLong(bytes, 0) != MAGIC) {
        return null;
      }
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, HEADER_BYTES - 4);
      if ((int) crc.getValue() != getInt(bytes, HEADER_BYTES - 4)) {
        return null;
      }
      if (getInt(bytes, 8) != VERSION) {
        throw new JournalDamagedException(
            "journal format version "
                + getInt(bytes, 8)
                + " is not known to this release, which knows version "
                + VERSION
                + ": start the release that wrote it");
      }
      return new Header(
          getLong(bytes, 16), getLong(bytes, 24), (getInt(bytes, 12) & FLAG_GAP_BEFORE) != 0);
    }
  }

  static Path file(Path dir, long base) {
    return dir.resolve(String.format(Locale.ROOT, "%020d", base) + SUFFIX);
  }

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static long getLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }
}
