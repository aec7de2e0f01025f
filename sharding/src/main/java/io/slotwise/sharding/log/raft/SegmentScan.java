package io.slotwise.sharding.log.raft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedInputStream;
import org.apache.ratis.thirdparty.com.google.protobuf.CodedOutputStream;

/**
 * What a segment of a Raft log holds, as Ratis has written it: {@code RaftLog1}, entries one behind
 * the other (length as a varint, entry, CRC-32C of both), and zeros up to where space was reserved.
 */
final class SegmentScan {

  private static final byte[] MAGIC = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
  private static final int CHECKSUM_BYTES = Integer.BYTES;

  /** An entry begins with its term and its index: field 1 and field 2, varints. */
  private static final byte TERM_TAG = 1 << 3;

  private final byte[] bytes;
  private int end;
  private long nextIndex;
  private long lastTerm;

  /**
   * @param bytes of the whole file
   * @param firstIndex of its first entry, as its name says
   */
  SegmentScan(byte[] bytes, long firstIndex) {
    this.bytes = bytes;
    this.nextIndex = firstIndex;
    if (hasMagic()) {
      end = MAGIC.length;
      for (Found entry = entryAt(end); isNext(entry); entry = entryAt(end)) {
        end = entry.end;
        nextIndex++;
        lastTerm = entry.term;
      }
    }
  }

  private record Found(long term, long index, int end) {}

  private boolean hasMagic() {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  private boolean isNext(Found entry) {
    return entry != null && entry.index == nextIndex;
  }

  /** Where the last entry ends before which all are whole and in order. */
  int end() {
    return end;
  }

  /** The index that the next entry has or would have. */
  long nextIndex() {
    return nextIndex;
  }

  /** Of the last whole entry, or 0. */
  long lastTerm() {
    return lastTerm;
  }

  /** Whether there is nothing behind the last whole entry but space that was reserved. */
  boolean isClean() {
    for (int at = end; at < bytes.length; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a later entry is whole. Then what is broken before it is not the end of what was being
   * written.
   */
  boolean hasEntryBehind() {
    for (int at = end + 1; at < bytes.length; at++) {
      Found entry = entryAt(at);
      if (entry != null && entry.index >= nextIndex) {
        return true;
      }
    }
    return false;
  }

  /** The entry that begins there, if it is whole, or null. */
  private Found entryAt(int at) {
    CodedInputStream in = CodedInputStream.newInstance(bytes, at, bytes.length - at);
    try {
      int length = in.readRawVarint32();
      int begin = at + CodedOutputStream.computeUInt32SizeNoTag(length);
      if (length <= 0 || length > bytes.length - begin - CHECKSUM_BYTES) {
        return null;
      }
      // The checksum of whatever looks like a length would take too long.
      if (bytes[begin] != TERM_TAG || checksum(at, begin + length) != stored(begin + length)) {
        return null;
      }
      LogEntryProto entry =
          LogEntryProto.parseFrom(CodedInputStream.newInstance(bytes, begin, length));
      return new Found(entry.getTerm(), entry.getIndex(), begin + length + CHECKSUM_BYTES);
    } catch (IOException e) {
      return null;
    }
  }

  private int checksum(int from, int to) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, to - from);
    return (int) checksum.getValue();
  }

  private int stored(int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | bytes[at + 3] & 0xff;
  }
}
