package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes that are looked for among the elements of {@linkplain PackedRun runs}. The first eight are
 * kept as a number: where elements begin with a score, an id or a deadline, comparing that number
 * is nearly always enough, and costs a tenth of comparing arrays.
 */
final class Probe {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;
  private final int from;
  private final int to;
  private final long head;

  Probe(Bytes wanted) {
    bytes = wanted.array();
    from = wanted.offset();
    to = from + wanted.length();
    head = head(bytes, from, to);
  }

  /** The first eight bytes as an unsigned number, zeros behind fewer of them. */
  private static long head(byte[] array, int from, int to) {
    int length = to - from;
    if (length >= Long.BYTES) {
      return (long) LONG.get(array, from);
    }
    if (length > 0 && to >= Long.BYTES) {
      // With what stands before them, which is shifted out: separators are short.
      return (long) LONG.get(array, to - Long.BYTES) << (Long.BYTES - length) * Byte.SIZE;
    }
    long head = 0;
    for (int i = from; i < to; i++) {
      head = head << Byte.SIZE | array[i] & 0xff;
    }
    // A shift by 64 would be none; twice the half is right for no bytes too.
    int shift = (Long.BYTES - length) * (Byte.SIZE / 2);
    return head << shift << shift;
  }

  /** Unsigned lexicographic order of an element against these bytes. */
  int compare(byte[] run, int at) {
    int start = PackedRun.start(run, at);
    int end = PackedRun.end(run, at);
    // Heads with zeros behind them that differ, differ as what they stand for does.
    long other = head(run, start, end);
    return other != head
        ? Long.compareUnsigned(other, head)
        : Arrays.compareUnsigned(run, start, end, bytes, from, to);
  }

  /** Whether an element begins with these bytes. */
  boolean isBeginningOf(byte[] run, int at) {
    int start = PackedRun.start(run, at);
    int length = to - from;
    return PackedRun.end(run, at) - start >= length
        && Arrays.equals(run, start, start + length, bytes, from, to);
  }

  /** Where the first element is that is not below these bytes, or the end of the run. */
  int seek(byte[] run) {
    int at = 0;
    while (at < run.length && compare(run, at) < 0) {
      at = PackedRun.end(run, at);
    }
    return at;
  }
}
