package io.slotwise.sharding.store;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
 * SPLICE  4 | database u8 | slot u16 | key length var | key
 *           | type u8 | flags u8 | [expireAtMs i64]
 *           | kept at front var | kept at end var | data length var | data between
 * DROP    5 | database u8 | slot u16 | PagedHeader (17 bytes)
 * PLACES  6 | databases u8 | place of each u8
 * NOTE    7 | name length u8 | name | length u32 | text
 * </pre>
 *
 * The expiry is there when bit 7 of the flags is set. With {@link #PAGE} added, the key is that of
 * a page: see {@link PageKeys}. A SPLICE makes a value of the one before it, so it may be replayed
 * on just that one: whoever replays it compares log positions. The others hold whatever came
 * before.
 */
final class Effects {

  static final int PUT = 1;
  static final int DELETE = 2;
  static final int FLUSH = 3;
  static final int SPLICE = 4;
  static final int DROP = 5;
  static final int PLACES = 6;
  static final int NOTE = 7;

  /** Added to the kind of an effect on a page. */
  static final int PAGE = 0x10;

  static final int ALL_DATABASES = 0xff;

  private static final int FLAG_EXPIRES = 0x80;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Effects() {}

  /** The size of the effect that leaves the value, or nothing where it is null, at the key. */
  static int sizeBytes(byte[] key, Value value) {
    int size = 4 + varBytes(key.length) + key.length;
    if (value == null) {
      return size;
    }
    int data = value.length();
    return size + headBytes(value) + varBytes(data) + data;
  }

  private static int headBytes(Value value) {
    return 2 + (value.hasExpiry() ? 8 : 0);
  }

  /** Writes that effect and returns the offset behind it. */
  static int write(byte[] target, int offset, SlotTable table, byte[] key, Value value) {
    int at = writeKey(target, offset, value == null ? DELETE : PUT, table, key);
    if (value == null) {
      return at;
    }
    at = writeHead(target, at, value);
    Bytes data = value.data();
    at = putVar(target, at, data.length());
    data.copyTo(target, at);
    return at + data.length();
  }

  private static int writeKey(byte[] target, int offset, int kind, SlotTable table, byte[] key) {
    target[offset] = (byte) (table.holdsPages ? kind | PAGE : kind);
    target[offset + 1] = (byte) table.database;
    SHORT.set(target, offset + 2, (short) table.slot);
    int at = putVar(target, offset + 4, key.length);
    System.arraycopy(key, 0, target, at, key.length);
    return at + key.length;
  }

  private static int writeHead(byte[] target, int offset, Value value) {
    target[offset] = (byte) value.type().code();
    target[offset + 1] =
        (byte) (StoredValue.flagsOf(value) | (value.hasExpiry() ? FLAG_EXPIRES : 0));
    if (value.hasExpiry()) {
      LONG.set(target, offset + 2, value.expireAtMs());
    }
    return offset + headBytes(value);
  }

  /** The size of the effect that makes the value of the one before it. */
  static int spliceBytes(byte[] key, Value value, int front, int end) {
    int data = value.length() - front - end;
    return 4
        + varBytes(key.length)
        + key.length
        + headBytes(value)
        + varBytes(front)
        + varBytes(end)
        + varBytes(data)
        + data;
  }

  /**
   * Writes that effect and returns the offset behind it.
   *
   * @param front how many bytes at the front are those of the value before
   * @param end how many at the end
   */
  static int writeSplice(
      byte[] target, int offset, SlotTable table, byte[] key, Value value, int front, int end) {
    int at = writeKey(target, offset, SPLICE, table, key);
    at = writeHead(target, at, value);
    int length = value.length() - front - end;
    at = putVar(target, at, front);
    at = putVar(target, at, end);
    at = putVar(target, at, length);
    System.arraycopy(value.bytes(), front, target, at, length);
    return at + length;
  }

  /** The size of the effect that drops a collection's pages. */
  static int dropBytes() {
    return 4 + PagedHeader.BYTES;
  }

  /** Writes that effect and returns the offset behind it. */
  static int writeDrop(byte[] target, int offset, SlotTable table, PagedHeader dropped) {
    target[offset] = (byte) (DROP | PAGE);
    target[offset + 1] = (byte) table.database;
    SHORT.set(target, offset + 2, (short) table.slot);
    dropped.writeTo(target, offset + 4);
    return offset + dropBytes();
  }

  /** Writes what {@link NodeNotes} remembers. */
  static int writeNote(byte[] target, int offset, Bytes name, Bytes text) {
    target[offset] = NOTE;
    target[offset + 1] = (byte) name.length();
    int at = offset + 2;
    name.copyTo(target, at);
    at += name.length();
    INT.set(target, at, text.length());
    at += Integer.BYTES;
    text.copyTo(target, at);
    return at + text.length();
  }

  /** Receives effects as they are read back. */
  interface Target {

    /** The table of keys, or of pages, that the following effect is on. */
    SlotTable table(int slot, int database, boolean ofPages);

    void put(SlotTable table, byte[] key, Value value);

    void delete(SlotTable table, byte[] key);

    /**
     * @param between a value whose data stands between what is kept
     */
    void splice(SlotTable table, byte[] key, int front, int end, Value between);

    void drop(SlotTable table, PagedHeader dropped);

    /**
     * @param database {@link #ALL_DATABASES} for all
     */
    void flush(int database);

    /** See {@link NodeNotes}. */
    void note(String name, Bytes text);

    /** Databases lie somewhere else from now on: see {@link DatabasePlaces}. */
    void places(byte[] places);
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
      if (kind == PLACES) {
        target.places(reader.raw(database));
        continue;
      }
      if (kind == NOTE) {
        String name = new String(reader.raw(database), StandardCharsets.UTF_8);
        target.note(name, Bytes.wrap(reader.raw(reader.i32())));
        continue;
      }
      int slot = (reader.u8() << 8) | reader.u8();
      SlotTable table = target.table(slot, database, (kind & PAGE) != 0);
      read(reader, kind & ~PAGE, table, target);
    }
  }

  /**
   * Whether a commit may have put a collection with pages at a key that was another's before it: it
   * changes several keys, one of which has a collection now.
   */
  static boolean mayMoveCollections(byte[] bytes, int offset, int length) {
    Reader reader = new Reader(bytes, offset);
    int keys = 0;
    boolean puts = false;
    while (reader.at < offset + length) {
      int kind = reader.u8();
      if (kind == FLUSH || kind == PLACES || kind == NOTE) {
        // Of databases and of the node: alone in their commits.
        return false;
      }
      reader.at += 3;
      if (kind == (DROP | PAGE)) {
        reader.at += PagedHeader.BYTES;
        continue;
      }
      reader.skipBytes();
      boolean isPaged = (kind & ~PAGE) != DELETE && reader.skipValue((kind & ~PAGE) == SPLICE);
      if ((kind & PAGE) == 0) {
        keys++;
        puts |= isPaged;
      }
    }
    return keys > 1 && puts;
  }

  private static void read(Reader reader, int kind, SlotTable table, Target target) {
    if (kind == PUT) {
      target.put(table, reader.bytes(), reader.value());
    } else if (kind == DELETE) {
      target.delete(table, reader.bytes());
    } else if (kind == SPLICE) {
      byte[] key = reader.bytes();
      Reader.Head head = reader.head();
      int front = reader.var();
      int end = reader.var();
      target.splice(table, key, front, end, head.value(reader.bytes()));
    } else if (kind == DROP) {
      target.drop(table, reader.pagedHeader());
    } else {
      throw new IllegalStateException("unknown effect " + kind + " in the journal");
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

    int i32() {
      at += Integer.BYTES;
      return (int) INT.get(bytes, at - Integer.BYTES);
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

    /** Passes a value by; whether that is a collection with pages, or may be. */
    boolean skipValue(boolean isSplice) {
      boolean isCollection = u8() != ValueType.STRING.code();
      int flags = u8();
      at += (flags & FLAG_EXPIRES) != 0 ? Long.BYTES : 0;
      if (isSplice) {
        var();
        var();
      }
      int length = var();
      boolean mayBePaged =
          isSplice || length >= PagedHeader.BYTES && bytes[at] != PagedHeader.WHOLE;
      at += length;
      return isCollection && mayBePaged;
    }

    void skipBytes() {
      int length = var();
      at += length;
    }

    byte[] bytes() {
      return raw(var());
    }

    byte[] raw(int length) {
      at += length;
      return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** What stands before the data of a value. */
    record Head(int type, int flags, long expireAtMs) {
      Value value(byte[] data) {
        return StoredValue.value(type, flags, expireAtMs, data);
      }
    }

    Head head() {
      int type = u8();
      int flags = u8();
      long expireAtMs = Value.NO_EXPIRY;
      if ((flags & FLAG_EXPIRES) != 0) {
        expireAtMs = (long) LONG.get(bytes, at);
        at += 8;
      }
      return new Head(type, flags, expireAtMs);
    }

    Value value() {
      return head().value(bytes());
    }

    PagedHeader pagedHeader() {
      PagedHeader header = PagedHeader.at(bytes, at);
      at += PagedHeader.BYTES;
      return header;
    }
  }
}
