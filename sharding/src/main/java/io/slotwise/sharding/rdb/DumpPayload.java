package io.slotwise.sharding.rdb;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Crc64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * What DUMP answers and RESTORE takes: a value as an RDB file holds it, its type in front, then the
 * RDB version (2 bytes) and a CRC64 of all before (8 bytes), both little-endian.
 *
 * @param type how the value is written
 * @param value what is behind the type
 */
public record DumpPayload(RdbType type, RdbInput value) {

  /** That of Redis 7.0, which any later one reads. */
  static final int VERSION = 10;

  /** That of Redis 7.4, which knows fields with deadlines. */
  static final int VERSION_OF_FIELD_DEADLINES = 12;

  private static final int CRC_BYTES = Long.BYTES;
  private static final int FOOTER_BYTES = Short.BYTES + CRC_BYTES;

  /** A payload of what the writer writes, the type first. */
  public static Bytes of(Consumer<RdbOutput> writer) {
    RdbOutput out = new RdbOutput();
    writer.accept(out);
    int version = out.version();
    out.u8(version).u8(version >> 8).int64(0);
    byte[] payload = out.toArray();
    int checked = payload.length - CRC_BYTES;
    ByteBuffer.wrap(payload)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(checked, Crc64.of(payload, 0, checked));
    return Bytes.wrap(payload);
  }

  /** Whether the payload is whole: a version that is understood and the right checksum. */
  public static boolean isIntact(Bytes payload) {
    int length = payload.length();
    if (length < FOOTER_BYTES) {
      return false;
    }
    int from = payload.offset();
    ByteBuffer footer =
        ByteBuffer.wrap(payload.array(), from + length - FOOTER_BYTES, FOOTER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    int version = Short.toUnsignedInt(footer.getShort());
    return version <= VERSION_OF_FIELD_DEADLINES
        && footer.getLong() == Crc64.of(payload.array(), from, from + length - CRC_BYTES);
  }

  /** What stands before the footer of an intact payload. */
  static RdbInput content(Bytes payload) {
    return new RdbInput(payload.slice(0, payload.length() - FOOTER_BYTES));
  }

  /**
   * Opens an intact payload.
   *
   * @throws RdbFormatException when there is no type that is known
   */
  public static DumpPayload open(Bytes payload) {
    RdbInput in = content(payload);
    return new DumpPayload(RdbType.ofCode(in.u8()), in);
  }
}
