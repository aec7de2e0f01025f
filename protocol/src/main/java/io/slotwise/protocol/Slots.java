package io.slotwise.protocol;

/**
 * Which of the 16384 hash slots a key belongs to: CRC16 (XMODEM) of the key, or of its hash tag.
 */
public final class Slots {

  public static final int COUNT = 16384;

  private static final char[] TABLE = new char[256];

  static {
    for (int i = 0; i < 256; i++) {
      int crc = i << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
      }
      TABLE[i] = (char) crc;
    }
  }

  private Slots() {}

  /** The slot of a key, from 0 to 16383. */
  public static int of(Bytes key) {
    return of(key.array(), key.offset(), key.length());
  }

  /** The slot of the key that lies at {@code offset} in the array. */
  public static int of(byte[] array, int offset, int length) {
    int end = offset + length;
    for (int open = offset; open < end; open++) {
      if (array[open] == '{') {
        for (int close = open + 1; close < end; close++) {
          if (array[close] == '}') {
            // An empty tag is no tag: the whole key counts.
            return close == open + 1
                ? crc16(array, offset, end) & (COUNT - 1)
                : crc16(array, open + 1, close) & (COUNT - 1);
          }
        }
        break;
      }
    }
    return crc16(array, offset, end) & (COUNT - 1);
  }

  /** CRC16 of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  static int crc16(byte[] array, int from, int to) {
    int crc = 0;
    for (int i = from; i < to; i++) {
      crc = ((crc << 8) & 0xffff) ^ TABLE[((crc >>> 8) ^ array[i]) & 0xff];
    }
    return crc;
  }
}
