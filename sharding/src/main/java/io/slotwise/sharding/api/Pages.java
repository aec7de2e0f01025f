package io.slotwise.sharding.api;

/**
 * The pages of the collections in one slot and database: bytes under the number of a collection and
 * the number of a page. They share the turn, the commit and the rollback of the keys beside them. A
 * page belongs to the key whose value names its collection in a {@link PagedHeader}: when that
 * value is deleted or replaced by another, all pages go with it, in the background; nobody deletes
 * them one by one for that.
 *
 * <p>Small changes of a page are cheap: the log gets the bytes that differ, and the disk gets a
 * page once for many changes. Good pages have about 1 KB; one of more than 100 KB makes every
 * change slow.
 */
public interface Pages {

  /**
   * The bytes of a page that is there.
   *
   * @return not to be written to
   * @throws IllegalStateException when there is no such page, which is a defect or a damaged store
   */
  byte[] read(long collection, int page);

  /**
   * The bytes of a page, or null where there is none: for who does not know which pages there are.
   *
   * @return not to be written to
   */
  byte[] readOrNull(long collection, int page);

  /**
   * Puts the bytes in place of what the page was, or makes it.
   *
   * @param bytes not written again by the caller
   */
  void put(long collection, int page, byte[] bytes);

  /** Deletes a page that is there. */
  void delete(long collection, int page);
}
