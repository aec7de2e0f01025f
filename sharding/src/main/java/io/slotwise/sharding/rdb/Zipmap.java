package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis's zipmap, in which it kept small hashes before 2.6.
 *
 * <pre>
 * pairs u8 (254: not counted) | length | field | length | free bytes u8 | value | free | ... | 0xff
 * </pre>
 *
 * A length is one byte or, behind 0xfe, four.
 */
final class Zipmap {

  private static final int END = 0xff;
  private static final int LONG_LENGTH = 0xfe;

  private Zipmap() {}

  /** Fields and values in turn. */
  static List<Bytes> read(Bytes zipmap) {
    ByteReader in = new ByteReader(zipmap);
    in.skip(1);
    List<Bytes> pairs = new ArrayList<>();
    for (int first = in.u8(); first != END; first = in.u8()) {
      pairs.add(in.bytes(length(in, first)));
      long valueLength = length(in, in.u8());
      int free = in.u8();
      pairs.add(in.bytes(valueLength));
      in.skip(free);
    }
    if (in.remaining() != 0) {
      throw new RdbFormatException("a zipmap that ends early");
    }
    return pairs;
  }

  private static long length(ByteReader in, int first) {
    if (first == END) {
      throw new RdbFormatException("a zipmap that ends within a pair");
    }
    return first == LONG_LENGTH ? in.littleEndian(4) : first;
  }
}
