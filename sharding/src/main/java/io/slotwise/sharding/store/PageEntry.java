package io.slotwise.sharding.store;

/**
 * What memory knows of one page. It has the page's number beside the key that says the same, so
 * that a look-up has not to wait for one more array from memory.
 */
final class PageEntry extends Entry {

  /** What an entry costs more than another. */
  private static final int MORE_BYTES = 16;

  private final long collection;
  private final int page;

  /**
   * @param key as {@link PageKeys} makes it
   */
  PageEntry(byte[] key, int hash) {
    super(key, hash);
    this.collection = PageKeys.collectionOf(key);
    this.page = PageKeys.pageOf(key);
  }

  boolean is(long otherCollection, int otherPage) {
    return page == otherPage && collection == otherCollection;
  }

  @Override
  long heapBytes() {
    return super.heapBytes() + MORE_BYTES;
  }
}
