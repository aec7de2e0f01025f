package io.slotwise.sharding.collection;

/**
 * When a sorted set goes to pages, and how large these are.
 *
 * @param wholeCountMax with more elements it goes to pages
 * @param wholeBytesMax with more bytes it goes to pages
 * @param tree of the elements in order
 * @param bucketBytes the average of the table of members
 */
record SortedSetShape(int wholeCountMax, int wholeBytesMax, TreeShape tree, int bucketBytes) {

  static final SortedSetShape DEFAULT =
      new SortedSetShape(128, 2048, TreeShape.BY_BYTES, FieldTable.BUCKET_BYTES);
}
