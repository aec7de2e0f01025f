package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Pages;
import io.slotwise.sharding.api.Value;

/**
 * The pages of one collection, shared by the structures that lie in them: who wants a page of his
 * own asks for a number, and a table's buckets are numbered apart. What it says of itself goes to
 * the front of the key's value with {@link #writeHeader}, once the command has done its writes.
 */
public final class CollectionPages {

  /** Enough for a page a second for 68 years, or for a hundred thousand million pushes. */
  static final int LAST_PAGE_MAX = Integer.MAX_VALUE - 1;

  private final Keyspace keys;
  private final Bytes key;
  private final Pages pages;
  private long collection;
  private boolean isNumbered;
  private boolean isAway;
  private int lastPage;
  private int buckets;

  private CollectionPages(Keyspace keys, Bytes key, Pages pages) {
    this.keys = keys;
    this.key = key;
    this.pages = pages;
  }

  /** No pages yet, for a collection that may outgrow its key's value. */
  public static CollectionPages create(Keyspace keys, Bytes key) {
    return new CollectionPages(keys, key, keys.pages(key));
  }

  /**
   * The pages that belong to a key.
   *
   * @param value what lies at the key: one with pages
   */
  public static CollectionPages open(Keyspace keys, Bytes key, Value value) {
    PagedHeader header = PagedHeader.of(value);
    CollectionPages pages = new CollectionPages(keys, key, keys.pages(key, header));
    pages.collection = header.collection();
    pages.isNumbered = true;
    pages.lastPage = header.lastPage();
    pages.buckets = header.buckets();
    pages.isAway = header.isAway();
    return pages;
  }

  /** The bytes of a page, not to be written to. */
  public byte[] read(int page) {
    return pages.read(collection, page);
  }

  /**
   * Puts the bytes in place of what the page was.
   *
   * @param bytes not written again by the caller
   */
  public void put(int page, byte[] bytes) {
    pages.put(collection, page, bytes);
  }

  /** Puts the bytes into a page of their own and returns its number, which is above 0. */
  public int add(byte[] bytes) {
    number();
    int page = lastPage < LAST_PAGE_MAX ? ++lastPage : unusedPage();
    pages.put(collection, page, bytes);
    return page;
  }

  /**
   * A number that is free again, once all have been given out. Of so many hardly any belongs to a
   * page that is there, so the first one tried is as good as always free.
   */
  private int unusedPage() {
    int page;
    do {
      page = keys.random().nextInt(1, LAST_PAGE_MAX);
    } while (pages.readOrNull(collection, page) != null);
    return page;
  }

  public void delete(int page) {
    pages.delete(collection, page);
  }

  public int bucketCount() {
    return buckets;
  }

  /** The bytes of a bucket from 0 to {@code bucketCount() - 1}, not to be written to. */
  public byte[] readBucket(int bucket) {
    return pages.read(collection, PagedHeader.FIRST_BUCKET + bucket);
  }

  /**
   * Puts the bytes in place of what the bucket was.
   *
   * @param bytes not written again by the caller
   */
  public void putBucket(int bucket, byte[] bytes) {
    pages.put(collection, PagedHeader.FIRST_BUCKET + bucket, bytes);
  }

  /** Puts the bytes into a bucket behind the last one. */
  public void addBucket(byte[] bytes) {
    number();
    putBucket(buckets, bytes);
    buckets++;
  }

  private void number() {
    if (!isNumbered) {
      collection = keys.newCollection(key);
      isNumbered = true;
    }
  }

  public void deleteLastBucket() {
    buckets--;
    pages.delete(collection, PagedHeader.FIRST_BUCKET + buckets);
  }

  /** Whether the collection has, or has had, a page: then its value begins with a header. */
  public boolean isNumbered() {
    return isNumbered;
  }

  /** Writes the {@link PagedHeader} as it is now to the front of the data of the key's value. */
  public void writeHeader(byte[] target) {
    new PagedHeader(collection, lastPage, buckets, isAway).writeTo(target);
  }
}
