package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis's sorted array of integers.
 *
 * <pre>
 * bytes of each u32 (2, 4 or 8) | elements u32 | element ...       little-endian
 * </pre>
 */
final class Intset {

  private static final int HEADER_BYTES = 8;

  private Intset() {}

  /** The elements, as text. */
  static List<Bytes> read(Bytes intset) {
    ByteReader in = new ByteReader(intset);
    int each = (int) in.littleEndian(4);
    long count = in.littleEndian(4);
    if (each != 2 && each != 4 && each != 8 || count * each != in.remaining()) {
      throw new RdbFormatException("an intset of another length");
    }
    List<Bytes> elements = new ArrayList<>((int) count);
    long before = 0;
    for (int i = 0; i < count; i++) {
      long element = in.signed(each);
      if (i > 0 && element <= before) {
        throw new RdbFormatException("an intset out of order");
      }
      before = element;
      elements.add(Bytes.of(element));
    }
    return elements;
  }

  /**
   * @param sorted in ascending order
   */
  static Bytes of(long[] sorted) {
    int each = 2;
    for (long element : sorted) {
      each = Math.max(each, element == (short) element ? 2 : element == (int) element ? 4 : 8);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER_BYTES + each * sorted.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(each).putInt(sorted.length);
    for (long element : sorted) {
      if (each == 2) {
        bytes.putShort((short) element);
      } else if (each == 4) {
        bytes.putInt((int) element);
      } else {
        bytes.putLong(element);
      }
    }
    return Bytes.wrap(bytes.array());
  }
}
