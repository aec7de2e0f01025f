package io.slotwise.sharding.log.raft;

import java.nio.ByteBuffer;

/**
 * How effects lie in the entries of a shard's Raft log. Numbers are big-endian.
 *
 * <pre>
 * entry    version u8 = 1 | flags u8 (1: begins a batch, 2: ends it) | term i64 | origin i64 | batch i64 | part
 * batch    its parts, one behind the other: commit...
 * commit   position i64 | length u32 | effects
 * </pre>
 *
 * The term is the one in which the effects were computed: in an entry that got into the log in
 * another, they are void. Origin is a number that a node draws when it starts; with the number of
 * the batch it tells a node what is its own, and so in memory already.
 */
final class EntryFormat {

  static final int VERSION = 1;
  static final int HEADER_BYTES = 26;
  static final int COMMIT_HEADER_BYTES = 12;

  private static final int BEGINS = 1;
  private static final int ENDS = 2;

  private EntryFormat() {}

  /**
   * What stands before a part of a batch.
   *
   * @param begins whether it is the batch's first part
   * @param ends whether it is the last
   */
  record Header(boolean begins, boolean ends, long term, long origin, long batch) {

    void writeTo(ByteBuffer target) {
      target.put((byte) VERSION);
      target.put((byte) ((begins ? BEGINS : 0) | (ends ? ENDS : 0)));
      target.putLong(term).putLong(origin).putLong(batch);
    }

    /**
     * Reads it, and leaves the buffer where the part begins.
     *
     * @throws IllegalStateException if a release wrote it that is newer than this one
     */
    static Header read(ByteBuffer entry) {
      int version = entry.get();
      if (version != VERSION) {
        throw new IllegalStateException(
            "the shard's log has an entry of version "
                + version
                + ", and this release knows "
                + VERSION);
      }
      int flags = entry.get();
      return new Header(
          (flags & BEGINS) != 0,
          (flags & ENDS) != 0,
          entry.getLong(),
          entry.getLong(),
          entry.getLong());
    }
  }

  /** Receives the commits of a batch, in order. */
  @FunctionalInterface
  interface Visitor {

    /**
     * @param bytes the effects, from {@code offset} on
     */
    void commit(long position, byte[] bytes, int offset, int length);
  }

  /** Visits the commits of a batch. */
  static void read(byte[] bytes, int from, int to, Visitor visitor) {
    ByteBuffer batch = ByteBuffer.wrap(bytes);
    for (int at = from; at < to; ) {
      long position = batch.getLong(at);
      int length = batch.getInt(at + Long.BYTES);
      visitor.commit(position, bytes, at + COMMIT_HEADER_BYTES, length);
      at += COMMIT_HEADER_BYTES + length;
    }
  }
}
