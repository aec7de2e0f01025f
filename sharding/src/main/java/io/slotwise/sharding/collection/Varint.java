package io.slotwise.sharding.collection;

/**
 * Lengths in front of packed bytes: seven bits a byte, the lowest first, the sign bit set while
 * more follow. A length below 128 takes one byte.
 */
final class Varint {

  private Varint() {}

  /** How many bytes the number takes; it is not negative. */
  static int size(int number) {
    return number < 1 << 7
        ? 1
        : number < 1 << 14 ? 2 : number < 1 << 21 ? 3 : number < 1 << 28 ? 4 : 5;
  }

  /** Writes the number and returns where the next byte goes. */
  static int write(byte[] target, int at, int number) {
    int next = at;
    int rest = number;
    while (rest > 0x7f) {
      target[next++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[next++] = (byte) rest;
    return next;
  }

  /** The number that begins at the index; it ends {@link #size} of it later. */
  static int read(byte[] bytes, int at) {
    int number = bytes[at];
    if (number >= 0) {
      return number;
    }
    number &= 0x7f;
    int next = at;
    for (int shift = 7; ; shift += 7) {
      byte b = bytes[++next];
      number |= (b & 0x7f) << shift;
      if (b >= 0) {
        return number;
      }
    }
  }
}
