package io.slotwise.protocol;

/**
 * CRC-64 with the Jones polynomial, reflected, from 0 and without a final inversion: the checksum
 * of DUMP payloads and RDB files. The check value of {@code 123456789} is {@code e9c6d914c4b8d9ca}.
 */
public final class Crc64 {

  private static final long POLYNOMIAL_REFLECTED = 0x95ac9329ac4bc9b5L;

  private static final long[] TABLE = new long[256];

  static {
    for (int i = 0; i < 256; i++) {
      long crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ POLYNOMIAL_REFLECTED : crc >>> 1;
      }
      TABLE[i] = crc;
    }
  }

  private Crc64() {}

  /** The checksum of the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  public static long of(byte[] array, int from, int to) {
    long crc = 0;
    for (int i = from; i < to; i++) {
      crc = TABLE[(int) (crc ^ array[i]) & 0xff] ^ (crc >>> 8);
    }
    return crc;
  }
}
