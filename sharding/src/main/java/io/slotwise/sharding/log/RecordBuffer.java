package io.slotwise.sharding.log;

import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Records in the making: commits are added to the open record, which is sealed before it is
 * written. Not thread-safe.
 */
final class RecordBuffer {

  /** A record that has grown to this is followed by another: recovery reads record by record. */
  private static final int RECORD_BYTES_TARGET = 1 << 20;

  /** An array that has grown beyond this is not kept for the next time. */
  private static final int KEPT_BYTES_MAX = 4 << 20;

  private static final int INITIAL_BYTES = 1 << 16;

  /** Not all of an int: what an array may hold, with room for a header. */
  static final int BYTES_MAX = Integer.MAX_VALUE - 64;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int used;
  private int recordStart = -1;
  private int recordCommits;
  private long recordFirst;
  private long lastPosition;
  private final CRC32C crc = new CRC32C();

  boolean isEmpty() {
    return used == 0;
  }

  byte[] array() {
    return bytes;
  }

  int length() {
    return used;
  }

  /** The position of the last commit added. */
  long lastPosition() {
    return lastPosition;
  }

  /**
   * Adds a commit.
   *
   * @throws IllegalStateException when so much waits to be written that no array can hold it
   */
  void add(LogEntry entry, long position, long syncedPosition) {
    int size = entry.sizeBytes();
    if (recordStart >= 0 && used - recordStart >= RECORD_BYTES_TARGET) {
      seal(syncedPosition);
    }
    int headerBytes = recordStart < 0 ? SegmentFormat.RECORD_HEADER_BYTES : 0;
    reserve(headerBytes + SegmentFormat.COMMIT_HEADER_BYTES + (long) size);
    if (recordStart < 0) {
      recordStart = used;
      recordFirst = position;
      recordCommits = 0;
      used += headerBytes;
    }
    SegmentFormat.putInt(bytes, used, size);
    int start = used + SegmentFormat.COMMIT_HEADER_BYTES;
    int end = entry.writeTo(bytes, start);
    if (end != start + size) {
      throw new IllegalStateException("log entry wrote " + (end - start) + " of " + size);
    }
    used = end;
    recordCommits++;
    lastPosition = position;
  }

  /** Completes the open record, if there is one. */
  void seal(long syncedPosition) {
    if (recordStart < 0) {
      return;
    }
    int at = recordStart;
    SegmentFormat.putInt(bytes, at, used - at - SegmentFormat.RECORD_HEADER_BYTES);
    SegmentFormat.putLong(bytes, at + 8, recordFirst);
    SegmentFormat.putLong(bytes, at + 16, syncedPosition);
    SegmentFormat.putInt(bytes, at + 24, recordCommits);
    crc.reset();
    crc.update(bytes, at + 8, used - at - 8);
    SegmentFormat.putInt(bytes, at + 4, (int) crc.getValue());
    recordStart = -1;
  }

  void clear() {
    used = 0;
    recordStart = -1;
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[INITIAL_BYTES];
    }
  }

  private void reserve(long more) {
    long needed = used + more;
    if (needed > BYTES_MAX) {
      throw new IllegalStateException(
          "journal cannot take " + more + " bytes on top of " + used + " not yet written");
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(BYTES_MAX, Math.max(needed, 2L * bytes.length)));
    }
  }
}
