package io.slotwise.sharding.store;

import io.slotwise.protocol.Slots;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How keys are laid out in RocksDB, so that a slot, and so a shard, is one range. Numbers are
 * big-endian and unsigned.
 *
 * <pre>
 * slot u16 | 1 | database u8 | hash u32 | key        an entry; the value is a {@link StoredValue}
 * slot u16 | 2 | database u8 | collection u64 | page u32  a page; the value is a StoredValue, too
 * slot u16 | 3 | database u8 | expireAtMs u64 | key  the expiry index; no value
 * slot u16 | 4 | database u8 | dueAtMs u64 | key     the index of upkeep; no value
 * 0xfffe | slot u16 | database u8                    counters of a slot and database
 * 0xfffe | slot u16 | database u8 | 2                there when it may have pages
 * 0xffff | name                                      facts about the node
 * 0xffff | "reach" | shard u16                       where the shard's log goes on after a restart
 * </pre>
 */
final class StoreKeys {

  static final int KIND_ENTRY = 1;
  static final int KIND_PAGE = 2;
  static final int KIND_EXPIRY = 3;
  static final int KIND_UPKEEP = 4;

  /** Slot, kind and database. */
  static final int PREFIX_BYTES = 4;

  private static final int COUNTERS_BYTES = 5;

  static final int ENTRY_HEADER_BYTES = PREFIX_BYTES + 4;
  static final int TIMED_HEADER_BYTES = PREFIX_BYTES + 8;

  /** Where the data of slots ends. */
  static final byte[] DATA_END = {(byte) 0xff, (byte) 0xfe};

  static final byte[] COUNTERS_START = DATA_END;
  static final byte[] COUNTERS_END = {(byte) 0xff, (byte) 0xff};

  /** The log position up to which all effects are here. */
  static final byte[] POSITION = node("position");

  /** Where each database lies, a byte each. */
  static final byte[] PLACES = node("places");

  /** Where {@link NodeNotes} are, by their names. */
  static final byte[] NOTES_START = node("note:");

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private StoreKeys() {}

  private static final byte[] SHARD_REACH = node("reach");

  private static byte[] node(String name) {
    return ("\u00ff\u00ff" + name).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where the data of a slot begins. */
  static byte[] slot(int slot) {
    return new byte[] {(byte) (slot >>> 8), (byte) slot};
  }

  /** Where the counters of a slot begin. */
  static byte[] countersOf(int slot) {
    return new byte[] {COUNTERS_START[0], COUNTERS_START[1], (byte) (slot >>> 8), (byte) slot};
  }

  /** The last entry of a shard's log whose effects are here. */
  static byte[] shardReach(int shard) {
    byte[] bytes = Arrays.copyOf(SHARD_REACH, SHARD_REACH.length + Short.BYTES);
    SHORT.set(bytes, SHARD_REACH.length, (short) shard);
    return bytes;
  }

  static byte[] note(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] key = Arrays.copyOf(NOTES_START, NOTES_START.length + bytes.length);
    System.arraycopy(bytes, 0, key, NOTES_START.length, bytes.length);
    return key;
  }

  static boolean isNote(byte[] storeKey) {
    int length = NOTES_START.length;
    return storeKey.length > length && Arrays.equals(storeKey, 0, length, NOTES_START, 0, length);
  }

  static String noteName(byte[] storeKey) {
    int length = NOTES_START.length;
    return new String(storeKey, length, storeKey.length - length, StandardCharsets.UTF_8);
  }

  static int entryBytes(int keyLength) {
    return ENTRY_HEADER_BYTES + keyLength;
  }

  /** Writes an entry's store key to the front of the array and returns its length. */
  static int putEntry(
      byte[] target, SlotTable table, int hash, byte[] key, int offset, int length) {
    putPrefix(target, table.slot, KIND_ENTRY, table.database);
    INT.set(target, PREFIX_BYTES, hash);
    System.arraycopy(key, offset, target, ENTRY_HEADER_BYTES, length);
    return ENTRY_HEADER_BYTES + length;
  }

  /** The store key of an entry of either kind of table. */
  static byte[] entry(SlotTable table, int hash, byte[] key) {
    if (table.holdsPages) {
      return page(table.slot, table.database, key);
    }
    byte[] bytes = new byte[entryBytes(key.length)];
    putEntry(bytes, table, hash, key, 0, key.length);
    return bytes;
  }

  /** The store key of a page. */
  static byte[] page(int slot, int database, byte[] pageKey) {
    byte[] bytes = new byte[PREFIX_BYTES + pageKey.length];
    putPage(bytes, slot, database, pageKey);
    return bytes;
  }

  /** Writes a page's store key to the front of the array and returns its length. */
  static int putPage(byte[] target, int slot, int database, byte[] pageKey) {
    putPrefix(target, slot, KIND_PAGE, database);
    System.arraycopy(pageKey, 0, target, PREFIX_BYTES, pageKey.length);
    return PREFIX_BYTES + pageKey.length;
  }

  /** Where the pages of a collection begin, or those of the next number. */
  static byte[] collection(int slot, int database, long collection) {
    byte[] bytes = new byte[PREFIX_BYTES + Long.BYTES];
    putPrefix(bytes, slot, KIND_PAGE, database);
    LONG.set(bytes, PREFIX_BYTES, collection);
    return bytes;
  }

  /** The first key behind the pages of a collection. */
  static byte[] collectionEnd(int slot, int database, long collection) {
    return collection == -1
        ? prefixEnd(slot, KIND_PAGE, database)
        : collection(slot, database, collection + 1);
  }

  /** A line of an index by time, {@link #KIND_EXPIRY} or {@link #KIND_UPKEEP}. */
  static byte[] timed(int kind, SlotTable table, long atMs, byte[] key) {
    byte[] bytes = new byte[TIMED_HEADER_BYTES + key.length];
    putPrefix(bytes, table.slot, kind, table.database);
    LONG.set(bytes, PREFIX_BYTES, atMs);
    System.arraycopy(key, 0, bytes, TIMED_HEADER_BYTES, key.length);
    return bytes;
  }

  /** Where entries with this hash or a greater one begin. */
  static byte[] entriesFrom(int slot, int database, int hash) {
    byte[] bytes = new byte[ENTRY_HEADER_BYTES];
    putPrefix(bytes, slot, KIND_ENTRY, database);
    INT.set(bytes, PREFIX_BYTES, hash);
    return bytes;
  }

  static byte[] prefix(int slot, int kind, int database) {
    byte[] bytes = new byte[PREFIX_BYTES];
    putPrefix(bytes, slot, kind, database);
    return bytes;
  }

  /** The first key behind all that have this slot, kind and database. */
  static byte[] prefixEnd(int slot, int kind, int database) {
    return database == 0xff ? prefix(slot, kind + 1, 0) : prefix(slot, kind, database + 1);
  }

  static byte[] counters(SlotTable table) {
    byte[] bytes = new byte[table.holdsPages ? COUNTERS_BYTES + 1 : COUNTERS_BYTES];
    System.arraycopy(COUNTERS_START, 0, bytes, 0, 2);
    SHORT.set(bytes, 2, (short) table.slot);
    bytes[4] = (byte) table.database;
    if (table.holdsPages) {
      bytes[COUNTERS_BYTES] = KIND_PAGE;
    }
    return bytes;
  }

  static boolean isCounters(byte[] storeKey) {
    return storeKey.length >= COUNTERS_BYTES && slotOf(storeKey) == 0xfffe;
  }

  static boolean countersOfPages(byte[] countersKey) {
    return countersKey.length > COUNTERS_BYTES;
  }

  static int countersSlot(byte[] countersKey) {
    return (short) SHORT.get(countersKey, 2) & 0xffff;
  }

  static int countersDatabase(byte[] countersKey) {
    return countersKey[4] & 0xff;
  }

  static boolean hasPrefix(byte[] storeKey, int slot, int kind, int database) {
    return storeKey.length >= PREFIX_BYTES
        && slotOf(storeKey) == slot
        && storeKey[2] == kind
        && (storeKey[3] & 0xff) == database;
  }

  static boolean isPage(byte[] storeKey) {
    return slotOf(storeKey) < Slots.COUNT && storeKey[2] == KIND_PAGE;
  }

  static int slotOf(byte[] storeKey) {
    return (short) SHORT.get(storeKey, 0) & 0xffff;
  }

  /**
   * A store key as it is in a folder with this secret: the order of keys in a slot is each folder's
   * own.
   */
  static byte[] hashedBy(KeyHash keyHash, byte[] storeKey) {
    if (slotOf(storeKey) >= Slots.COUNT || storeKey[2] != KIND_ENTRY) {
      return storeKey;
    }
    byte[] hashed = storeKey.clone();
    int length = storeKey.length - ENTRY_HEADER_BYTES;
    INT.set(hashed, PREFIX_BYTES, keyHash.of(storeKey, ENTRY_HEADER_BYTES, length));
    return hashed;
  }

  static int hashOf(byte[] entryKey) {
    return (int) INT.get(entryKey, PREFIX_BYTES);
  }

  static long timeOf(byte[] expiryKey) {
    return (long) LONG.get(expiryKey, PREFIX_BYTES);
  }

  private static void putPrefix(byte[] target, int slot, int kind, int database) {
    SHORT.set(target, 0, (short) slot);
    target[2] = (byte) kind;
    target[3] = (byte) database;
  }
}
