package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.LogEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Commits of one shard that are replicated together: see {@link EntryFormat}. */
final class Batch {

  private static final int INITIAL_BYTES = 4 << 10;

  /** Not all of an int: what an array may hold. */
  private static final int BYTES_MAX = Integer.MAX_VALUE - 64;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int used;
  private int commits;
  private long firstPosition;
  private long number;
  private long term;

  boolean isEmpty() {
    return used == 0;
  }

  int length() {
    return used;
  }

  byte[] array() {
    return bytes;
  }

  /** The position of the first commit. */
  long firstPosition() {
    return firstPosition;
  }

  long number() {
    return number;
  }

  /** The term in which all of it was computed. */
  long term() {
    return term;
  }

  /** Given when the batch is closed. */
  void close(long itsNumber, long itsTerm) {
    number = itsNumber;
    term = itsTerm;
  }

  /**
   * Adds a commit.
   *
   * @throws IllegalStateException when so much waits to be replicated that no array can hold it
   */
  void add(LogEntry entry, long position) {
    int size = entry.sizeBytes();
    reserve(EntryFormat.COMMIT_HEADER_BYTES + (long) size);
    ByteBuffer.wrap(bytes).putLong(used, position).putInt(used + Long.BYTES, size);
    int start = used + EntryFormat.COMMIT_HEADER_BYTES;
    int end = entry.writeTo(bytes, start);
    if (end != start + size) {
      throw new IllegalStateException("log entry wrote " + (end - start) + " of " + size);
    }
    if (commits == 0) {
      firstPosition = position;
    }
    used = end;
    commits++;
  }

  /** The positions of all commits, ascending. */
  long[] positions() {
    long[] positions = new long[commits];
    int[] next = {0};
    EntryFormat.read(
        bytes, 0, used, (position, data, offset, length) -> positions[next[0]++] = position);
    return positions;
  }

  private void reserve(long more) {
    long needed = used + more;
    if (needed > BYTES_MAX) {
      throw new IllegalStateException(
          "the log cannot take " + more + " bytes on top of " + used + " not yet replicated");
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(BYTES_MAX, Math.max(needed, 2L * bytes.length)));
    }
  }
}
