package io.slotwise.sharding.rdb;

/**
 * How lengths, and other small numbers, begin. The two highest bits say how many bytes there are;
 * both set, it is no length but says how else a string is written.
 */
final class RdbLength {

  static final int BITS_6 = 0;
  static final int BITS_14 = 1;
  static final int BITS_32 = 0x80;
  static final int BITS_64 = 0x81;

  static final int INTEGER_8 = 0xC0;
  static final int INTEGER_16 = 0xC1;
  static final int INTEGER_32 = 0xC2;

  /** Packed by {@link Lzf}: the length packed, the length, the bytes. */
  static final int PACKED = 0xC3;

  private RdbLength() {}
}
