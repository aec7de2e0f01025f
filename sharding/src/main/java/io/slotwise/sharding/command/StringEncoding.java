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

  /** What Redis's allocator gives out for a string that is a value. */
  static long memoryBytes(Value value) {
    int length = value.data().length();
    return switch (of(value)) {
      case INT -> RedisMemory.OBJECT_BYTES;
      case EMBSTR ->
          RedisMemory.allocated(RedisMemory.OBJECT_BYTES + EMBEDDED_OVERHEAD_BYTES + length);
      case RAW -> RedisMemory.OBJECT_BYTES + RedisMemory.longString(length);
    };
  }
}
