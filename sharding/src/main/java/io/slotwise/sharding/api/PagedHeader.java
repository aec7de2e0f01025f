package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Slots;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How the value of a collection begins whose elements are in {@link Pages}.
 *
 * <pre>
 * 1 | collection u64 | lastPage u32 | buckets u32 | what the type keeps besides
 * 2 | the same                                      the pages are in the collection's home slot
 * 0 | what the type keeps                           a small collection, whole in its value
 * </pre>
 *
 * Pages are numbered from 1 to {@code lastPage}, some of which may be gone, and from {@link
 * #FIRST_BUCKET} on, {@code buckets} of them, which are all there: that is how a whole collection
 * is found when it is to be deleted.
 *
 * <p>They are in the slot of the key, or, once the collection has another key in another slot, in
 * the one where it was made: its home, which is in the low bits of its number.
 *
 * @param collection a number from {@link Keyspace#newCollection}, never used twice
 * @param lastPage the highest number given to a page so far; while there is a higher one, none is
 *     used again
 * @param buckets how many pages with numbers from {@link #FIRST_BUCKET} on there are
 * @param isAway whether the pages are in the collection's home and the key is not
 */
public record PagedHeader(long collection, int lastPage, int buckets, boolean isAway) {

  /** The first byte of the value of a collection that is whole in it. */
  public static final byte WHOLE = 0;

  /** The first byte of the value of a collection that is in pages. */
  private static final byte PAGED = 1;

  /** The same, away from its pages. */
  private static final byte AWAY = 2;

  /** The number of the page that is bucket 0. */
  public static final int FIRST_BUCKET = 1 << 31;

  public static final int BYTES = 17;

  private static final int COLLECTION_AT = 1;
  private static final int LAST_PAGE_AT = 9;
  private static final int BUCKETS_AT = 13;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Whether the value has pages. */
  public static boolean isPaged(Value value) {
    return value.type() != ValueType.STRING && isPaged(value.data());
  }

  private static boolean isPaged(Bytes data) {
    return data.length() >= BYTES && data.at(0) != WHOLE;
  }

  /** Whether the value has pages, and they are in another slot than its key. */
  public static boolean isAway(Value value) {
    return value.type() != ValueType.STRING
        && value.length() >= BYTES
        && value.data().at(0) == AWAY;
  }

  /** A number for a collection that is made in a slot, random apart from that. */
  public static long numberIn(int slot, long random) {
    return random & -Slots.COUNT | slot;
  }

  /** The header of a value that {@link #isPaged(Value)}. */
  public static PagedHeader of(Value value) {
    if (!isPaged(value)) {
      throw new IllegalArgumentException("not in pages: " + value.type());
    }
    return at(value.bytes(), 0);
  }

  /** The header that {@link #writeTo(byte[], int)} has written there. */
  public static PagedHeader at(byte[] bytes, int offset) {
    return new PagedHeader(
        (long) LONG.get(bytes, offset + COLLECTION_AT),
        (int) INT.get(bytes, offset + LAST_PAGE_AT),
        (int) INT.get(bytes, offset + BUCKETS_AT),
        bytes[offset] == AWAY);
  }

  /** The slot that the collection was made in, if its number came from {@link #numberIn}. */
  public int homeSlot() {
    return (int) collection & Slots.COUNT - 1;
  }

  /** The slot of the pages of a collection whose key is in this one. */
  public int slotOfPages(int keySlot) {
    return isAway ? homeSlot() : keySlot;
  }

  /**
   * The header under a key in another slot, the pages staying where they are; or null where their
   * slot could not be told then, as the collection's number is older than homes.
   */
  public PagedHeader rekeyed(int fromSlot, int toSlot) {
    int slotOfPages = slotOfPages(fromSlot);
    return slotOfPages == homeSlot() || slotOfPages == toSlot
        ? new PagedHeader(collection, lastPage, buckets, slotOfPages != toSlot)
        : null;
  }

  /** Writes the header to the front of the array, which becomes the data of a value. */
  public void writeTo(byte[] target) {
    writeTo(target, 0);
  }

  /** Writes the header somewhere else. */
  public void writeTo(byte[] target, int offset) {
    target[offset] = isAway ? AWAY : PAGED;
    LONG.set(target, offset + COLLECTION_AT, collection);
    INT.set(target, offset + LAST_PAGE_AT, lastPage);
    INT.set(target, offset + BUCKETS_AT, buckets);
  }
}
