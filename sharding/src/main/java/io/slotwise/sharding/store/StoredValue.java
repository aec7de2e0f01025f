package io.slotwise.sharding.store;

import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How a value lies in RocksDB.
 *
 * <pre>
 * type u8 | flags u8 | expireAtMs i64 | version i64 | 9 reserved (hybrid clock u64, origin u8) | data
 * </pre>
 *
 * The version is the log position of the last write.
 */
final class StoredValue {

  static final int HEADER_BYTES = 27;

  /** Enough of the front to tell which pages belong to the value. */
  static final int PAGED_HEAD_BYTES = HEADER_BYTES + PagedHeader.BYTES;

  private static final int EXPIRE_AT = 2;
  private static final int VERSION_AT = 10;
  private static final int FLAG_RAW = 1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private StoredValue() {}

  static int flagsOf(Value value) {
    return value.raw() ? FLAG_RAW : 0;
  }

  static Value value(int typeCode, int flags, long expireAtMs, byte[] data) {
    return Value.of(ValueType.ofCode(typeCode), data, expireAtMs, (flags & FLAG_RAW) != 0);
  }

  static byte[] encode(Value value, long version) {
    byte[] bytes = new byte[HEADER_BYTES + value.length()];
    bytes[0] = (byte) value.type().code();
    bytes[1] = (byte) flagsOf(value);
    LONG.set(bytes, EXPIRE_AT, value.expireAtMs());
    LONG.set(bytes, VERSION_AT, version);
    value.data().copyTo(bytes, HEADER_BYTES);
    return bytes;
  }

  static Value decode(byte[] bytes) {
    return value(
        bytes[0],
        bytes[1],
        expireAtMs(bytes),
        Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length));
  }

  /**
   * The collection in pages that a value on disk was, if what has taken its place is another. When
   * the log is done again the disk may be ahead: then nothing has taken its place yet.
   *
   * @param after may be null
   * @param position of {@code after} in the log
   * @param head the value on disk, {@link #PAGED_HEAD_BYTES} of it; shorter values end in zeros
   */
  static PagedHeader buriedBy(Value after, long position, byte[] head) {
    if (type(head) == ValueType.STRING
        || head[HEADER_BYTES] == PagedHeader.WHOLE
        || version(head) >= position) {
      return null;
    }
    PagedHeader header = PagedHeader.at(head, HEADER_BYTES);
    boolean livesOn =
        after != null
            && PagedHeader.isPaged(after)
            && PagedHeader.of(after).collection() == header.collection();
    return livesOn ? null : header;
  }

  /**
   * Whether the key of a value is away from its pages.
   *
   * @param head as of {@link #buriedBy}
   */
  static boolean isAway(byte[] head) {
    return type(head) != ValueType.STRING && PagedHeader.at(head, HEADER_BYTES).isAway();
  }

  static ValueType type(byte[] bytes) {
    return ValueType.ofCode(bytes[0]);
  }

  /** The expiry in a value or in the head of one. */
  static long expireAtMs(byte[] bytes) {
    return (long) LONG.get(bytes, EXPIRE_AT);
  }

  static long version(byte[] bytes) {
    return (long) LONG.get(bytes, VERSION_AT);
  }

  static boolean isExpired(byte[] bytes, long nowMs) {
    long expireAtMs = expireAtMs(bytes);
    return expireAtMs != Value.NO_EXPIRY && expireAtMs <= nowMs;
  }
}
