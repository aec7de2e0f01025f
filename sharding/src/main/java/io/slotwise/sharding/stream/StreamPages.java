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

  private static final int LAST_NODE_BYTES_MAX = 1024;

  // Trees that are small are whole where their state is: the limits add up to about a page.
  private static final TreeShape NODES = shape(0);
  private static final TreeShape GROUPS = shape(512);
  private static final TreeShape IN_GROUP = shape(256);
  private static final TreeShape IN_CONSUMER = shape(128);

  StreamPages(CollectionPages collection) {
    this(collection, LAST_NODE_BYTES_MAX, NODES, GROUPS, IN_GROUP, IN_CONSUMER);
  }

  private static TreeShape shape(int wholeBytesMax) {
    return new TreeShape(true, wholeBytesMax, 1024, 1536);
  }
}
