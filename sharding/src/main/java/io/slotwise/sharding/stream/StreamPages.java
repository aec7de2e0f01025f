package io.slotwise.sharding.stream;

import io.slotwise.sharding.collection.CollectionPages;
import io.slotwise.sharding.collection.TreeShape;

/**
 * Where the parts of a stream lie, and how large they may become.
 *
 * @param lastNodeBytesMax a last node of more bytes has a page of its own
 * @param nodes of the tree of full nodes, each about as large as a few pages
 * @param groups of the tree of groups
 * @param inGroup of a group's trees of pending entries and of consumers
 * @param inConsumer of a consumer's tree of ids
 */
record StreamPages(
    CollectionPages collection,
    int lastNodeBytesMax,
    TreeShape nodes,
    TreeShape groups,
    TreeShape inGroup,
    TreeShape inConsumer) {

  /** Trees that are small are whole where their state is: the limits add up to about a page. */
  StreamPages(CollectionPages collection) {
    this(collection, 1024, shape(0), shape(512), shape(256), shape(128));
  }

  private static TreeShape shape(int wholeBytesMax) {
    return new TreeShape(true, wholeBytesMax, 1024, 1536);
  }
}
