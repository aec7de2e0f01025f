package io.slotwise.sharding.command;

/**
 * What Redis 7.0 on 64 bits with jemalloc takes for its structures: for MEMORY USAGE, whose figures
 * tools compare and plan with.
 */
final class RedisMemory {

  /** The header of a value. */
  static final int OBJECT_BYTES = 16;

  /** An entry of a table of keys, fields or members. */
  static final int ENTRY_BYTES = 24;

  /** A table without its entries. */
  static final int TABLE_BYTES = 56;

  private static final int TABLE_SLOTS_MIN = 4;

  private RedisMemory() {}

  /** A key, and its entry. */
  static long key(int length) {
    return ENTRY_BYTES + string(length);
  }

  /** A key, field or member: only these have the shortest header of all. */
  static long string(int length) {
    return length < 1 << 5 ? allocated(length + 1 + 1) : longString(length);
  }

  /** A string with header and closing zero. */
  static long longString(long length) {
    return allocated(length + (length < 1 << 8 ? 3 + 1 : length < 1 << 16 ? 5 + 1 : 9 + 1));
  }

  /** A table of that many entries, without what is in them. */
  static long table(long entries) {
    long slots = Math.max(TABLE_SLOTS_MIN, Long.highestOneBit(Math.max(1, entries - 1)) << 1);
    return TABLE_BYTES + slots * Long.BYTES;
  }

  /** The size class of jemalloc: 8, multiples of 16 up to 128, then four steps a doubling. */
  static long allocated(long bytes) {
    if (bytes <= 8) {
      return 8;
    }
    long step = bytes <= 128 ? 16 : Long.highestOneBit(bytes - 1) >> 2;
    return (bytes + step - 1) / step * step;
  }
}
