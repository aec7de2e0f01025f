package io.slotwise.sharding.store;

import io.slotwise.sharding.api.Value;

/**
 * What memory knows of one key: its value, or that it has none; whether the disk knows that too;
 * and how the key has been used. Touched in the turn of its slot only.
 */
class Entry {

  /** The disk holds an older state of the key. */
  static final int DISK_PRESENT = 1;

  /** A blind write: nobody has looked yet whether the disk holds the key. */
  static final int DISK_UNKNOWN = 1 << 1;

  /** Changed since the materialiser last looked; it is in its table's dirty list. */
  static final int DIRTY = 1 << 2;

  /** The materialiser is writing a state of it. */
  static final int WRITING = 1 << 3;

  /** Used since the clock's hand last passed. */
  static final int REFERENCED = 1 << 4;

  /** Changed by the turn under way, which may still roll back. */
  static final int IN_COMMIT = 1 << 5;

  /** A transaction's own: it is in no table. */
  static final int PRIVATE = 1 << 6;

  private static final int PINNED = DISK_UNKNOWN | DIRTY | WRITING | IN_COMMIT;

  /** What an entry, a value and their arrays cost on a heap with compressed references. */
  private static final int ENTRY_BYTES = 56 + 16;

  private static final int VALUE_BYTES = 32 + 16;

  final byte[] key;
  final int hash;

  /** Null when the key is absent. */
  Value value;

  /** The next in the same bucket. */
  Entry next;

  /** The next in the dirty list. */
  Entry nextDirty;

  /** The log position of the last write, as far as is known. */
  long position;

  /** The expiry with which the disk's index lists the key, where the disk holds it. */
  long diskExpireAtMs = Value.NO_EXPIRY;

  int lastUseSec;
  short lfuMinute;
  byte lfuCount = KeyUsage.LFU_INITIAL;
  byte flags;

  Entry(byte[] key, int hash) {
    this.key = key;
    this.hash = hash;
  }

  /** Makes it seem used like the other one. */
  void takeUse(Entry other) {
    lastUseSec = other.lastUseSec;
    lfuMinute = other.lfuMinute;
    lfuCount = other.lfuCount;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  void set(int flag) {
    flags |= (byte) flag;
  }

  void clear(int flag) {
    flags &= (byte) ~flag;
  }

  boolean isEvictable() {
    return (flags & PINNED) == 0;
  }

  long heapBytes() {
    return ENTRY_BYTES + rounded(key.length) + heapBytes(value);
  }

  static long heapBytes(Value value) {
    return value == null ? 0 : VALUE_BYTES + rounded(value.length());
  }

  private static long rounded(int length) {
    return (length + 7L) & ~7L;
  }
}
