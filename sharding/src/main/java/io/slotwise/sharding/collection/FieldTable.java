package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.SipHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Fields and their values in the buckets of a collection: a hash table that lies in pages and grows
 * by one bucket at a time (linear hashing, Litwin 1980), so no command ever pays for a table that
 * is made anew.
 *
 * <p>With {@code n} buckets and {@code b} the highest power of two in {@code n}, a field is in
 * bucket {@code hash mod 2b}, or in {@code hash mod b} where the former is not there yet. Bucket
 * {@code n} takes its fields from bucket {@code n - b} and gives them back to it. So the fields of
 * a bucket are always those whose hashes end in certain bits, which is what makes {@link #scan}
 * possible.
 *
 * <p>The table grows when a bucket has more than so many bytes on average, but never to more
 * buckets than fields: where values are large, about one is in each. It shrinks when there is four
 * times too much room.
 *
 * <p>The hash is SipHash under a random key of this table, written with it: nobody can choose
 * fields that meet in one bucket.
 */
public final class FieldTable {

  /** How many bytes {@link #writeState} writes. */
  public static final int STATE_BYTES = 24;

  /** The average size of a bucket beyond which the table grows. */
  static final int BUCKET_BYTES = 512;

  private static final int BUCKETS_MAX = 1 << 30;
  private static final byte[] EMPTY_BUCKET = {};

  /** Bounds what one write pays when a very large value comes or goes. */
  private static final int STEPS_PER_WRITE = 2;

  private static final int SPARE_ROOM_FACTOR = 4;

  /** The steps of a scan through empty buckets, in multiples of what was asked for: as Redis. */
  private static final int SCAN_BUCKETS_FACTOR = 10;

  /**
   * A bucket that waits for its split has up to twice the average. With six times, and no less than
   * 32, one that has more is as good as impossible.
   */
  private static final int DRAW_FACTOR = 6;

  private static final int DRAW_BOUND_MIN = 32;

  private static final int SEED_AT = 0;
  private static final int SIZE_AT = 8;
  private static final int BYTES_AT = 16;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final CollectionPages pages;
  private final int bucketBytes;
  private final long seed;
  private long size;
  private long entryBytes;

  /** The field that was last looked for, its bucket, and of how many: it is often changed next. */
  private Bytes sought;

  private int soughtIn;
  private int soughtAmong;

  private FieldTable(CollectionPages pages, int bucketBytes, long seed) {
    this.pages = pages;
    this.bucketBytes = bucketBytes;
    this.seed = seed;
  }

  /**
   * An empty table in pages that have no table yet.
   *
   * @param random for the key of the hash
   */
  public static FieldTable create(CollectionPages pages, RandomGenerator random) {
    return create(pages, random, BUCKET_BYTES);
  }

  static FieldTable create(CollectionPages pages, RandomGenerator random, int bucketBytes) {
    FieldTable table = new FieldTable(pages, bucketBytes, random.nextLong());
    pages.addBucket(EMPTY_BUCKET);
    return table;
  }

  /**
   * The table whose state was written to the data of the key's value.
   *
   * @param at where the state begins
   */
  public static FieldTable open(CollectionPages pages, byte[] data, int at) {
    return open(pages, data, at, BUCKET_BYTES);
  }

  static FieldTable open(CollectionPages pages, byte[] data, int at, int bucketBytes) {
    FieldTable table = new FieldTable(pages, bucketBytes, (long) LONG.get(data, at + SEED_AT));
    table.size = (long) LONG.get(data, at + SIZE_AT);
    table.entryBytes = (long) LONG.get(data, at + BYTES_AT);
    return table;
  }

  /** Writes what {@link #open} needs, besides the header of the pages. */
  public void writeState(byte[] target, int at) {
    LONG.set(target, at + SEED_AT, seed);
    LONG.set(target, at + SIZE_AT, size);
    LONG.set(target, at + BYTES_AT, entryBytes);
  }

  /** How many fields there are. */
  public long size() {
    return size;
  }

  /** How many bytes all fields and values take, with their lengths. */
  public long entryBytes() {
    return entryBytes;
  }

  /** The value of the field, or null. It shares the array of a page. */
  public Bytes get(Bytes field) {
    PackedFields bucket = bucket(seek(field));
    return bucket.find(field) ? bucket.value() : null;
  }

  /**
   * Puts the value in place of what the field had. A value that is there already is not written.
   *
   * @return what the field had, or null when it is new
   */
  public Bytes put(Bytes field, Bytes value) {
    int number = seek(field);
    byte[] bytes = pages.readBucket(number);
    PackedFields bucket = new PackedFields(bytes, 0);
    Bytes before = null;
    byte[] after;
    if (bucket.find(field)) {
      before = bucket.value();
      if (before.equals(value)) {
        return before;
      }
      after = bucket.replaced(value);
    } else {
      after = PackedFields.appended(bytes, field, value);
      size++;
    }
    pages.putBucket(number, after);
    entryBytes += after.length - bytes.length;
    resize();
    return before;
  }

  /** Removes the field and returns what it had, or null when it was not there. */
  public Bytes remove(Bytes field) {
    int number = seek(field);
    PackedFields bucket = bucket(number);
    if (!bucket.find(field)) {
      return null;
    }
    pages.putBucket(number, bucket.removed());
    size--;
    entryBytes -= bucket.entryBytes();
    resize();
    return bucket.value();
  }

  /** Shows the visitor every field, in no order. The table is not to be changed meanwhile. */
  public void forEach(FieldVisitor visitor) {
    for (int i = 0; i < pages.bucketCount(); i++) {
      bucket(i).forEachRemaining(visitor);
    }
  }

  /**
   * One step of a walk through the table. Every field that is there from the first step to the last
   * is shown at least once, whatever changes in between; one may be shown more than once.
   *
   * <p>The cursor is Redis's: it counts in the lowest bits of the hash, from the highest of them
   * down to the lowest, so that what was walked through is an interval of reversed hashes, and each
   * bucket is one too, however many there are.
   *
   * @param cursor 0 at first, then what the last step returned
   * @param countHint about how many fields to show; a bucket is shown whole
   * @return where to go on, 0 at the end
   */
  public long scan(long cursor, int countHint, FieldVisitor visitor) {
    long next = cursor;
    long shown = 0;
    long bucketsLeft = (long) countHint * SCAN_BUCKETS_FACTOR;
    do {
      int number = bucketOf(next);
      PackedFields bucket = bucket(number);
      while (bucket.next()) {
        visitor.visit(bucket.field(), bucket.value());
        shown++;
      }
      next = Long.reverse(Long.reverse(next | -suffixes(number)) + 1);
      bucketsLeft--;
    } while (next != 0 && shown < countHint && bucketsLeft > 0);
    return next;
  }

  /** Shows the visitor a field drawn by lot, each as likely as any other, of those there are. */
  public void draw(RandomGenerator random, FieldVisitor visitor) {
    int buckets = pages.bucketCount();
    long bound = Math.max(DRAW_BOUND_MIN, DRAW_FACTOR * (size / buckets));
    while (true) {
      PackedFields bucket = bucket(random.nextInt(buckets));
      long index = random.nextLong(bound);
      while (index >= 0 && bucket.next()) {
        index--;
      }
      if (index < 0) {
        visitor.visit(bucket.field(), bucket.value());
        return;
      }
    }
  }

  private PackedFields bucket(int number) {
    return new PackedFields(pages.readBucket(number), 0);
  }

  /** The bucket that a field is in, or would be. */
  private int seek(Bytes field) {
    if (field != sought || soughtAmong != pages.bucketCount()) {
      soughtIn = bucketOf(hash(field));
      soughtAmong = pages.bucketCount();
      sought = field;
    }
    return soughtIn;
  }

  private long hash(Bytes field) {
    return SipHash.hash(seed, ~seed, field.array(), field.offset(), field.length());
  }

  private int bucketOf(long hash) {
    int buckets = pages.bucketCount();
    int half = Integer.highestOneBit(buckets);
    int number = (int) (hash & (2L * half - 1));
    return number < buckets ? number : number - half;
  }

  /**
   * How many different ends of hashes of the same length there are beside that of this bucket's.
   */
  private long suffixes(int number) {
    int buckets = pages.bucketCount();
    int half = Integer.highestOneBit(buckets);
    boolean isSplit = number >= half || number < buckets - half;
    return isSplit ? 2L * half : half;
  }

  private void resize() {
    for (int i = 0; i < STEPS_PER_WRITE && isCrowded(); i++) {
      split();
    }
    for (int i = 0; i < STEPS_PER_WRITE && isSparse(); i++) {
      merge();
    }
  }

  private boolean isCrowded() {
    long buckets = pages.bucketCount();
    return entryBytes > buckets * bucketBytes && buckets < size && buckets < BUCKETS_MAX;
  }

  private boolean isSparse() {
    long buckets = pages.bucketCount();
    return buckets > 1
        && (SPARE_ROOM_FACTOR * entryBytes < buckets * bucketBytes
            || SPARE_ROOM_FACTOR * size < buckets);
  }

  /** Makes one bucket more, of what belongs there from the bucket that stood for it. */
  private void split() {
    int last = pages.bucketCount();
    int parent = last - Integer.highestOneBit(last);
    byte[] bytes = pages.readBucket(parent);
    byte[] staying = new byte[bytes.length];
    byte[] moving = new byte[bytes.length];
    int stayingEnd = 0;
    int movingEnd = 0;
    long bit = Integer.highestOneBit(last);
    PackedFields bucket = new PackedFields(bytes, 0);
    while (bucket.next()) {
      if ((hash(bucket.field()) & bit) != 0) {
        movingEnd = bucket.copyEntry(moving, movingEnd);
      } else {
        stayingEnd = bucket.copyEntry(staying, stayingEnd);
      }
    }
    if (movingEnd > 0) {
      pages.putBucket(parent, Arrays.copyOf(staying, stayingEnd));
    }
    pages.addBucket(Arrays.copyOf(moving, movingEnd));
  }

  /** Gives what is in the last bucket back to the one that it came from. */
  private void merge() {
    int last = pages.bucketCount() - 1;
    int parent = last - Integer.highestOneBit(last);
    byte[] going = pages.readBucket(last);
    if (going.length > 0) {
      byte[] there = pages.readBucket(parent);
      byte[] both = Arrays.copyOf(there, there.length + going.length);
      System.arraycopy(going, 0, both, there.length, going.length);
      pages.putBucket(parent, both);
    }
    pages.deleteLastBucket();
  }
}
