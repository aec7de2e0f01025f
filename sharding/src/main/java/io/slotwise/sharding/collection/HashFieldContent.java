package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How the value of a hash's field is stored: with its deadline, if it has one, behind it.
 *
 * <pre>
 * value | 0
 * value | deadline u64, Unix time in ms | 1
 * </pre>
 */
final class HashFieldContent {

  private static final byte LASTING = 0;
  private static final byte EXPIRING = 1;
  private static final int DEADLINE_BYTES = 8;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private HashFieldContent() {}

  static Bytes of(Bytes value, long deadlineMs) {
    boolean expires = deadlineMs != HashValue.NO_DEADLINE;
    byte[] stored = new byte[value.length() + (expires ? DEADLINE_BYTES : 0) + 1];
    value.copyTo(stored, 0);
    if (expires) {
      LONG.set(stored, value.length(), deadlineMs);
      stored[stored.length - 1] = EXPIRING;
    } else {
      stored[stored.length - 1] = LASTING;
    }
    return Bytes.wrap(stored);
  }

  static Bytes value(Bytes stored) {
    return stored.slice(0, stored.length() - 1 - (isExpiring(stored) ? DEADLINE_BYTES : 0));
  }

  /** The deadline, or {@link HashValue#NO_DEADLINE}. */
  static long deadlineMs(Bytes stored) {
    return isExpiring(stored)
        ? (long) LONG.get(stored.array(), stored.offset() + stored.length() - 1 - DEADLINE_BYTES)
        : HashValue.NO_DEADLINE;
  }

  static boolean isExpired(Bytes stored, long nowMs) {
    return isExpiring(stored) && deadlineMs(stored) <= nowMs;
  }

  private static boolean isExpiring(Bytes stored) {
    return stored.at(stored.length() - 1) == EXPIRING;
  }
}
