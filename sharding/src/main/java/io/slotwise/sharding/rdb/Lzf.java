package io.slotwise.sharding.rdb;

import java.util.Arrays;

/**
 * The LZF format, in which RDB files and DUMP payloads hold long strings. A control byte below 32
 * is followed by that many literal bytes and one more. Any other is a copy from what is already
 * there: its upper three bits are the length less 2 (7: the next byte is added), its lower five and
 * the byte behind it are the distance less 1.
 */
final class Lzf {

  private static final int LITERALS_MAX = 32;
  private static final int DISTANCE_MAX = 1 << 13;
  private static final int COPY_MIN = 3;
  private static final int COPY_MAX = 7 + 255 + 2;
  private static final int HASH_BITS = 14;

  private Lzf() {}

  /** The string unpacked, or null if the data are damaged or do not give that length. */
  static byte[] unpack(byte[] packed, int from, int to, int length) {
    byte[] out = new byte[length];
    int in = from;
    int at = 0;
    while (in < to) {
      int control = packed[in++] & 0xff;
      if (control < LITERALS_MAX) {
        int count = control + 1;
        if (in + count > to || at + count > length) {
          return null;
        }
        System.arraycopy(packed, in, out, at, count);
        in += count;
        at += count;
        continue;
      }
      int count = control >> 5;
      if (in + (count == 7 ? 2 : 1) > to) {
        return null;
      }
      if (count == 7) {
        count += packed[in++] & 0xff;
      }
      count += 2;
      int source = at - 1 - ((control & 0x1f) << 8 | packed[in++] & 0xff);
      if (source < 0 || at + count > length) {
        return null;
      }
      // Byte by byte: a copy may reach into what it writes itself.
      for (int end = at + count; at < end; ) {
        out[at++] = out[source++];
      }
    }
    return at == length ? out : null;
  }

  /** The string packed into at most {@code lengthMax} bytes, or null if that cannot be done. */
  static byte[] pack(byte[] data, int lengthMax) {
    byte[] out = new byte[lengthMax];
    int[] lastSeen = new int[1 << HASH_BITS];
    Arrays.fill(lastSeen, -DISTANCE_MAX);
    int at = 0;
    int written = 0;
    int literalsFrom = 0;
    while (at + COPY_MIN <= data.length) {
      int slot = hash(data, at);
      int candidate = lastSeen[slot];
      lastSeen[slot] = at;
      boolean near = candidate >= 0 && at - candidate <= DISTANCE_MAX;
      int count = near ? commonLength(data, candidate, at) : 0;
      if (count < COPY_MIN) {
        at++;
        continue;
      }
      written = putLiterals(data, literalsFrom, at, out, written);
      written = written < 0 ? -1 : putCopy(at - candidate - 1, count, out, written);
      if (written < 0) {
        return null;
      }
      at += count;
      literalsFrom = at;
    }
    written = putLiterals(data, literalsFrom, data.length, out, written);
    return written < 0 ? null : Arrays.copyOf(out, written);
  }

  private static int hash(byte[] data, int at) {
    int three = (data[at] & 0xff) << 16 | (data[at + 1] & 0xff) << 8 | data[at + 2] & 0xff;
    return three * 0x9E3779B1 >>> 32 - HASH_BITS;
  }

  private static int commonLength(byte[] data, int first, int second) {
    int max = Math.min(COPY_MAX, data.length - second);
    int count = 0;
    while (count < max && data[first + count] == data[second + count]) {
      count++;
    }
    return count;
  }

  /** Where the output goes on, or -1 when it is full. */
  private static int putLiterals(byte[] data, int from, int to, byte[] out, int written) {
    int at = written;
    for (int i = from; i < to; i += LITERALS_MAX) {
      int count = Math.min(LITERALS_MAX, to - i);
      if (at + 1 + count > out.length) {
        return -1;
      }
      out[at++] = (byte) (count - 1);
      System.arraycopy(data, i, out, at, count);
      at += count;
    }
    return at;
  }

  /** Where the output goes on, or -1 when it is full. */
  private static int putCopy(int distance, int length, byte[] out, int written) {
    int count = length - 2;
    int at = written;
    if (at + (count >= 7 ? 3 : 2) > out.length) {
      return -1;
    }
    out[at++] = (byte) (Math.min(count, 7) << 5 | distance >> 8);
    if (count >= 7) {
      out[at++] = (byte) (count - 7);
    }
    out[at++] = (byte) distance;
    return at;
  }
}
