package io.slotwise.sharding.collection;

/**
 * The way from the root of a {@link CountedTree} to a place in a leaf. It is good until the tree
 * changes.
 */
final class TreePath {

  static final long UNKNOWN = -1;

  /** Of each inner node on the way, the root first: its page, its bytes, the child that is next. */
  final int[] pages;

  final byte[][] nodes;
  final int[] indexes;

  /** The page of the leaf, or {@link TreeState#NO_PAGE} of one that is in the key's value. */
  int leaf;

  byte[] run;

  /** The rank of the leaf's first element, or {@link #UNKNOWN}: see {@link TreeWalk#startOf}. */
  long start = UNKNOWN;

  /** Where in the run the way ends: at an element, or behind the last one. */
  int at;

  /** Whether no leaf is to the left of this one, and whether none is to the right. */
  boolean isFirst = true;

  boolean isLast = true;

  TreePath(int depth) {
    pages = new int[depth];
    nodes = new byte[depth][];
    indexes = new int[depth];
  }

  int depth() {
    return pages.length;
  }

  /** Whether the leaf is at an end of the tree, whose count the nodes above need not know. */
  boolean isEnd() {
    return isFirst || isLast;
  }

  /** Notes the step from a node to one of its children. */
  void step(int level, int page, byte[] node, int index) {
    pages[level] = page;
    nodes[level] = node;
    indexes[level] = index;
    isFirst &= index == 0;
    isLast &= index == InnerNode.size(node) - 1;
  }
}
