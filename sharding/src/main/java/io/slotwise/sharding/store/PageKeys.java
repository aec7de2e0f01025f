package io.slotwise.sharding.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The keys under which a table holds pages, so that those of a collection are one range on disk.
 *
 * <pre>
 * collection u64 | page u32
 * </pre>
 */
final class PageKeys {

  static final int BYTES = 12;

  private static final long MIX = 0x9e3779b97f4a7c15L;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private PageKeys() {}

  static void put(byte[] target, long collection, int page) {
    LONG.set(target, 0, collection);
    INT.set(target, Long.BYTES, page);
  }

  static byte[] of(long collection, int page) {
    byte[] key = new byte[BYTES];
    put(key, collection, page);
    return key;
  }

  static long collectionOf(byte[] key) {
    return (long) LONG.get(key, 0);
  }

  static int pageOf(byte[] key) {
    return (int) INT.get(key, Long.BYTES);
  }

  /** The hash by which tables hold pages in memory: nobody can choose a collection's number. */
  static int hash(long collection, int page) {
    long mixed = (collection + page) * MIX;
    mixed ^= mixed >>> 29;
    mixed *= MIX;
    return (int) (mixed >>> 32);
  }

  static int hash(byte[] key) {
    return hash(collectionOf(key), pageOf(key));
  }
}
