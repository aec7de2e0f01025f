package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Value;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How effects lie in the log. {@code var} is an unsigned number in groups of seven bits, lowest
 * first.
 *
 * <pre>
 * PUT     1 | database u8 | slot u16 | key length var | key
 *           | type u8 | flags u8 | [expireAtMs i64] | data length var | data
 * DELETE  2 | database u8 | slot u16 | key length var | key
 * FLUSH   3 | database u8 (255 = all)
 * </pre>
 *
 * The expiry is there when bit 7 of the flags is set.
 */
final class Effects {

  static final int PUT = 1;
  static final int DELETE = 2;
  static final int FLUSH = 3;
  static final int ALL_DATABASES = 0xff;

  private static final int FLAG_EXPIRES = 0x80;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Effects() {}

  /** The size of the effect that leaves the value, or nothing where it is null, at the key. */
  static int sizeBytes(byte[] key, Value value) {
    int size = 4 + varBytes(key.length) + key.length;
    if (value == null) {
      return size;
    }
    int data = value.data().length();
    return size + 2 + (value.hasExpiry() ? 8 : 0) + varBytes(data) + data;
  }

  /** Writes that effect and returns the offset behind it. */
  static int write(byte[] target, int offset, SlotTable table, byte[] key, Value value) {
    int at = offset;
    target[at] = (byte) (value == null ? DELETE : PUT);
    target[at + 1] = (byte) table.database;
    SHORT.set(target, at + 2, (short) table.slot);
    at = putVar(target, at + 4, key.length);
    System.arraycopy(key, 0, target, at, key.length);
    at += key.length;
    if (value == null) {
      return at;
    }
    target[at] = (byte) value.type().code();
    target[at + 1] = (byte) (StoredValue.flagsOf(value) | (value.hasExpiry() ? FLAG_EXPIRES : 0));
    at += 2;
    if (value.hasExpiry()) {
      LONG.set(target, at, value.expireAtMs());
      at += 8;
    }
    Bytes data = value.data();
    at = putVar(target, at, data.length());
    data.copyTo(target, at);
    return at + data.length();
  }

  /** Receives effects as they are read back. */
  interface Target {
    void put(int slot, int database, byte[] key, Value value);

    void delete(int slot, int database, byte[] key);

    /**
     * @param database {@link #ALL_DATABASES} for all
     */
    void flush(int database);
  }

  /**
   * Reads back the effects of one commit.
   *
   * @throws IllegalStateException for an effect that this release does not know
   */
  static void read(byte[] bytes, int offset, int length, Target target) {
    Reader reader = new Reader(bytes, offset);
    while (reader.at < offset + length) {
      int kind = reader.u8();
      int database = reader.u8();
      if (kind == FLUSH) {
        target.flush(database);
        continue;
      }
      int slot = (reader.u8() << 8) | reader.u8();
      byte[] key = reader.bytes();
      if (kind == PUT) {
        target.put(slot, database, key, reader.value());
      } else if (kind == DELETE) {
        target.delete(slot, database, key);
      } else {
        throw new IllegalStateException("unknown effect " + kind + " in the journal");
      }
    }
  }

  private static int varBytes(int value) {
    return (Math.max(1, 32 - Integer.numberOfLeadingZeros(value)) + 6) / 7;
  }

  private static int putVar(byte[] target, int offset, int value) {
    int at = offset;
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    int u8() {
      return bytes[at++] & 0xff;
    }

    int var() {
      int value = 0;
      int shift = 0;
      int group;
      do {
        group = u8();
        value |= (group & 0x7f) << shift;
        shift += 7;
      } while (group >= 0x80);
      return value;
    }

    byte[] bytes() {
      int length = var();
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    Value value() {
      int type = u8();
      int flags = u8();
      long expireAtMs = Value.NO_EXPIRY;
      if ((flags & FLAG_EXPIRES) != 0) {
        expireAtMs = (long) LONG.get(bytes, at);
        at += 8;
      }
      return StoredValue.value(type, flags, expireAtMs, bytes());
    }
  }
}
