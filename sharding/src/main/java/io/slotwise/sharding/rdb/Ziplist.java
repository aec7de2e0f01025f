package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Redis's ziplist, which listpacks took the place of in 7.0.
 *
 * <pre>
 * all bytes u32 | offset of the last u32 | elements u16 (65535: not counted) | element ... | 0xff
 * </pre>
 *
 * An element begins with the length of the one before it, in one byte or, behind 0xfe, in four;
 * then an encoding, and a string or an integer.
 */
final class Ziplist {

  private static final int END = 0xff;
  private static final int NOT_COUNTED = 0xffff;
  private static final int LONG_LENGTH = 0xfe;

  private static final int STRING_32_BITS = 0x80;
  private static final int INTEGER_16 = 0xc0;
  private static final int INTEGER_32 = 0xd0;
  private static final int INTEGER_64 = 0xe0;
  private static final int INTEGER_24 = 0xf0;
  private static final int INTEGER_8 = 0xfe;

  /** Encodings from here to {@link #SMALL_LAST} are numbers themselves, from 0 on. */
  private static final int SMALL_FIRST = 0xf1;

  private static final int SMALL_LAST = 0xfd;

  private Ziplist() {}

  /** The elements, integers as text. */
  static List<Bytes> read(Bytes ziplist) {
    ByteReader in = new ByteReader(ziplist);
    if (in.littleEndian(4) != ziplist.length()) {
      throw new RdbFormatException("a ziplist of another length");
    }
    in.skip(4);
    int counted = (int) in.littleEndian(2);
    List<Bytes> elements = new ArrayList<>();
    for (int before = in.u8(); before != END; before = in.u8()) {
      in.skip(before == LONG_LENGTH ? 4 : 0);
      elements.add(element(in, in.u8()));
    }
    if (in.remaining() != 0 || counted != NOT_COUNTED && counted != elements.size()) {
      throw new RdbFormatException("a ziplist with another number of elements");
    }
    return elements;
  }

  private static Bytes element(ByteReader in, int encoding) {
    if (encoding < 0x40) {
      return in.bytes(encoding);
    }
    if (encoding < STRING_32_BITS) {
      return in.bytes((encoding & 0x3f) << 8 | in.u8());
    }
    if (encoding >= SMALL_FIRST && encoding <= SMALL_LAST) {
      return Bytes.of((long) encoding - SMALL_FIRST);
    }
    return switch (encoding) {
      case STRING_32_BITS -> in.bytes(in.bigEndian(4));
      case INTEGER_8 -> Bytes.of(in.signed(1));
      case INTEGER_16 -> Bytes.of(in.signed(2));
      case INTEGER_24 -> Bytes.of(in.signed(3));
      case INTEGER_32 -> Bytes.of(in.signed(4));
      case INTEGER_64 -> Bytes.of(in.signed(8));
      default -> throw new RdbFormatException("no element of a ziplist begins like this");
    };
  }
}
