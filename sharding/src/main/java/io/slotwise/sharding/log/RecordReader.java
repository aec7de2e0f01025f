package io.slotwise.sharding.log;

import io.slotwise.sharding.log.SegmentFormat.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads the records of one segment from front to back. */
final class RecordReader {

  /** A position this far behind the expected one is noise, not a later record. */
  private static final long POSITIONS_AHEAD_MAX = 1L << 40;

  private final FileChannel channel;
  private final long size;
  private long offset;
  private byte[] record = new byte[1 << 16];
  private int recordBytes;
  private long recordLast;

  RecordReader(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  /** The segment's header, or null when it is damaged. */
  Header header() throws IOException {
    byte[] bytes = new byte[(int) Math.min(size, SegmentFormat.HEADER_BYTES)];
    fill(channel, bytes, 0, bytes.length, 0);
    offset = SegmentFormat.HEADER_BYTES;
    return Header.decode(bytes);
  }

  /** Where the next record begins, or the damaged one. */
  long offset() {
    return offset;
  }

  boolean atEnd() {
    return offset == size;
  }

  /** Reads the next record if it is whole and begins with the expected position. */
  boolean next(long expectedFirst) throws IOException {
    if (size - offset < SegmentFormat.RECORD_HEADER_BYTES) {
      return false;
    }
    fill(channel, record, 0, SegmentFormat.RECORD_HEADER_BYTES, offset);
    int length = SegmentFormat.getInt(record, 0);
    if (length < SegmentFormat.COMMIT_HEADER_BYTES
        || length > size - offset - SegmentFormat.RECORD_HEADER_BYTES
        || SegmentFormat.getLong(record, 8) != expectedFirst) {
      return false;
    }
    recordBytes = SegmentFormat.RECORD_HEADER_BYTES + length;
    if (recordBytes > record.length) {
      record = Arrays.copyOf(record, recordBytes);
    }
    fill(
        channel,
        record,
        SegmentFormat.RECORD_HEADER_BYTES,
        length,
        offset + SegmentFormat.RECORD_HEADER_BYTES);
    if (!checksumHolds(record, 0, recordBytes)) {
      return false;
    }
    recordLast = expectedFirst + SegmentFormat.getInt(record, 24) - 1;
    offset += recordBytes;
    return true;
  }

  /** The position of the last commit of the record read. */
  long recordLast() {
    return recordLast;
  }

  /** Visits the commits of the record read whose positions are greater than the given one. */
  void visit(long after, JournalReader.Visitor visitor) {
    int at = SegmentFormat.RECORD_HEADER_BYTES;
    long position = SegmentFormat.getLong(record, 8);
    while (at < recordBytes) {
      int length = SegmentFormat.getInt(record, at);
      at += SegmentFormat.COMMIT_HEADER_BYTES;
      if (position > after) {
        visitor.commit(position, record, at, length);
      }
      at += length;
      position++;
    }
  }

  /**
   * Whether a whole header or record behind the offset says that the given position had been
   * synced. Looks at every byte, since nothing tells where records begin.
   */
  static boolean provesSynced(FileChannel channel, long from, long position) throws IOException {
    long size = channel.size();
    byte[] bytes = new byte[(int) Math.min(Integer.MAX_VALUE - 64, size - from)];
    fill(channel, bytes, 0, bytes.length, from);
    if (from == 0) {
      Header header = Header.decode(bytes);
      if (header != null && header.synced() >= position) {
        return true;
      }
    }
    for (int at = 0; at + SegmentFormat.RECORD_HEADER_BYTES < bytes.length; at++) {
      long first = SegmentFormat.getLong(bytes, at + 8);
      long synced = SegmentFormat.getLong(bytes, at + 16);
      if (first < position
          || first > position + POSITIONS_AHEAD_MAX
          || synced < position
          || synced >= first) {
        continue;
      }
      int length = SegmentFormat.getInt(bytes, at);
      int room = bytes.length - at - SegmentFormat.RECORD_HEADER_BYTES;
      if (length >= SegmentFormat.COMMIT_HEADER_BYTES
          && length <= room
          && checksumHolds(bytes, at, SegmentFormat.RECORD_HEADER_BYTES + length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean checksumHolds(byte[] bytes, int at, int recordBytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, at + 8, recordBytes - 8);
    return (int) crc.getValue() == SegmentFormat.getInt(bytes, at + 4);
  }

  private static void fill(FileChannel channel, byte[] target, int at, int count, long offset)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(target, at, count);
    long position = offset;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, position);
      if (read < 0) {
        throw new IOException("file ends at " + position + ", " + bytes.remaining() + " short");
      }
      position += read;
    }
  }
}
