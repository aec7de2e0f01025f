package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.Locale;

/**
 * How Redis would hold a string, which OBJECT ENCODING and MEMORY USAGE tell. It is held otherwise
 * here; the words and figures are part of what clients and tools look at.
 */
enum StringEncoding {
  INT,
  EMBSTR,
  RAW;

  private static final int EMBEDDED_BYTES_MAX = 44;
  private static final int SHARED_INTEGERS = 10_000;

  /** An object header, and an entry of the table of keys. */
  private static final int OBJECT_BYTES = 16;

  private static final int ENTRY_BYTES = 24;

  /** Behind an embedded string's object header: its own header and a closing zero. */
  private static final int EMBEDDED_OVERHEAD_BYTES = 4;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static StringEncoding of(Value value) {
    if (value.type() != ValueType.STRING) {
      throw new IllegalStateException("no encoding is known for a " + value.type().word());
    }
    Bytes data = value.data();
    if (value.raw()) {
      return RAW;
    }
    return Numbers.isInteger(data) ? INT : data.length() <= EMBEDDED_BYTES_MAX ? EMBSTR : RAW;
  }

  /** Whether Redis holds one copy of the value for all keys that have it. */
  static boolean isSharedInteger(Value value) {
    if (value.type() != ValueType.STRING || of(value) != INT) {
      return false;
    }
    long number = Numbers.integer(value.data());
    return number >= 0 && number < SHARED_INTEGERS;
  }

  /** What Redis's allocator gives out for a key and its value. */
  static long memoryBytes(int keyBytes, Value value) {
    int length = value.data().length();
    long valueBytes =
        switch (of(value)) {
          case INT -> OBJECT_BYTES;
          case EMBSTR -> allocated(OBJECT_BYTES + EMBEDDED_OVERHEAD_BYTES + length);
          case RAW -> OBJECT_BYTES + allocated(length + stringOverhead(length, false));
        };
    return ENTRY_BYTES + allocated(keyBytes + stringOverhead(keyBytes, true)) + valueBytes;
  }

  /** Header and closing zero of a string; only keys have the shortest header of all. */
  private static int stringOverhead(long length, boolean isKey) {
    if (isKey && length < 1 << 5) {
      return 1 + 1;
    }
    return length < 1 << 8 ? 3 + 1 : length < 1 << 16 ? 5 + 1 : 9 + 1;
  }

  /** The size class of jemalloc: 8, multiples of 16 up to 128, then four steps a doubling. */
  private static long allocated(long bytes) {
    if (bytes <= 8) {
      return 8;
    }
    long step = bytes <= 128 ? 16 : Long.highestOneBit(bytes - 1) >> 2;
    return (bytes + step - 1) / step * step;
  }
}
