package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How the value of a collection begins whose elements are in {@link Pages}.
 *
 * <pre>
 * 1 | collection u64 | lastPage u32 | buckets u32 | what the type keeps besides
 * 0 | what the type keeps                           a small collection, whole in its value
 * </pre>
 *
 * Pages are numbered from 1 to {@code lastPage}, some of which may be gone, and from {@link
 * #FIRST_BUCKET} on, {@code buckets} of them, which are all there: that is how a whole collection
 * is found when it is to be deleted.
 *
 * @param collection a number from {@link Keyspace#newCollection()}, never used twice
 * @param lastPage the highest number given to a page so far; while there is a higher one, none is
 *     used again
 * @param buckets how many pages with numbers from {@link #FIRST_BUCKET} on there are
 */
public record PagedHeader(long collection, int lastPage, int buckets) {

  /** The first byte of the value of a collection that is whole in it. */
  public static final byte WHOLE = 0;

  /** The first byte of the value of a collection that is in pages. */
  public static final byte PAGED = 1;

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
    return data.length() >= BYTES && data.at(0) == PAGED;
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
        (int) INT.get(bytes, offset + BUCKETS_AT));
  }

  /** Writes the header to the front of the array, which becomes the data of a value. */
  public void writeTo(byte[] target) {
    writeTo(target, 0);
  }

  /** Writes the header somewhere else. */
  public void writeTo(byte[] target, int offset) {
    target[offset] = PAGED;
    LONG.set(target, offset + COLLECTION_AT, collection);
    INT.set(target, offset + LAST_PAGE_AT, lastPage);
    INT.set(target, offset + BUCKETS_AT, buckets);
  }
}
