package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.log.LogEntry;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Commits of one shard that are replicated together: see {@link EntryFormat}. As many as one entry
 * of the log takes, and more only where a single one is larger: so what waits to be replicated is
 * never copied as a whole, and nobody has to put together what would fit into memory only once.
 */
final class Batch {

  private static final int INITIAL_BYTES = 4 << 10;
  private static final int INITIAL_COMMITS = 8;

  /** Not all of an int: what an array may hold. */
  private static final int BYTES_MAX = Integer.MAX_VALUE - 64;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int used;
  private long[] positions = new long[INITIAL_COMMITS];
  private int commits;
  private long number;
  private long term;

  boolean isEmpty() {
    return used == 0;
  }

  int length() {
    return used;
  }

  int commits() {
    return commits;
  }

  byte[] array() {
    return bytes;
  }

  /** The position of the first commit. */
  long firstPosition() {
    return positions[0];
  }

  long number() {
    return number;
  }

  /** The term in which all of it was computed. */
  long term() {
    return term;
  }

  /** Given when the batch is sent. */
  void close(long itsNumber, long itsTerm) {
    number = itsNumber;
    term = itsTerm;
  }

  /** Whether a commit belongs into this batch, and not into the next. */
  boolean takes(LogEntry entry) {
    return isEmpty()
        || used + EntryFormat.COMMIT_HEADER_BYTES + (long) entry.sizeBytes()
            <= RatisProperties.PART_BYTES_MAX;
  }

  /**
   * Adds a commit.
   *
   * @throws IllegalStateException when it is so large that no array can hold it
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
    if (commits == positions.length) {
      positions = Arrays.copyOf(positions, 2 * commits);
    }
    positions[commits++] = position;
    used = end;
  }

  /** The positions of all commits, ascending. */
  long[] positions() {
    return Arrays.copyOf(positions, commits);
  }

  private void reserve(long more) {
    long needed = used + more;
    if (needed > BYTES_MAX) {
      throw new IllegalStateException("the log cannot take a commit of " + more + " bytes");
    }
    if (needed > bytes.length) {
      long doubled = Math.min(RatisProperties.PART_BYTES_MAX, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }
}
