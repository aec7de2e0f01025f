package io.slotwise.sharding.collection;

/** Finds places in a {@link CountedTree}. */
final class TreeWalk {

  private final TreeState state;
  private final CollectionPages pages;

  TreeWalk(TreeState state, CollectionPages pages) {
    this.state = state;
    this.pages = pages;
  }

  byte[] readLeaf(int page) {
    return page == TreeState.NO_PAGE ? state.whole : pages.read(page);
  }

  byte[] readInner(int page) {
    return pages.read(page);
  }

  /** The way to an element, or behind the last one. */
  TreePath descend(long rank) {
    TreePath path = new TreePath(state.depth);
    long rest = rank;
    int page = state.root;
    for (int level = 0; level < state.depth; level++) {
      byte[] node = readInner(page);
      int last = InnerNode.size(node) - 1;
      int index = 0;
      while (index < last) {
        long count = count(path, node, index);
        if (rest < count) {
          break;
        }
        rest -= count;
        index++;
      }
      path.step(level, page, node, index);
      page = InnerNode.page(node, index);
    }
    reachLeaf(path, page);
    path.start = rank - rest;
    path.at = PackedRun.seek(path.run, rest);
    return path;
  }

  /** The way to the first element whose bytes are not below these, or behind the last one. */
  TreePath descend(Probe probe) {
    TreePath path = new TreePath(state.depth);
    int page = state.root;
    for (int level = 0; level < state.depth; level++) {
      byte[] node = readInner(page);
      int index = InnerNode.childOf(node, probe);
      path.step(level, page, node, index);
      page = InnerNode.page(node, index);
    }
    reachLeaf(path, page);
    path.at = probe.seek(path.run);
    return path;
  }

  /**
   * The ways to two places at once. Both pages of a level are read before either is looked into, so
   * that the processor waits for the memory of both together.
   */
  TreePath[] descend(Probe left, Probe right) {
    TreePath[] paths = {new TreePath(state.depth), new TreePath(state.depth)};
    int leftPage = state.root;
    int rightPage = state.root;
    for (int level = 0; level < state.depth; level++) {
      byte[] leftNode = readInner(leftPage);
      byte[] rightNode = rightPage == leftPage ? leftNode : readInner(rightPage);
      int leftIndex = InnerNode.childOf(leftNode, left);
      int rightIndex = InnerNode.childOf(rightNode, right);
      paths[0].step(level, leftPage, leftNode, leftIndex);
      paths[1].step(level, rightPage, rightNode, rightIndex);
      leftPage = InnerNode.page(leftNode, leftIndex);
      rightPage = InnerNode.page(rightNode, rightIndex);
    }
    reachLeaf(paths[0], leftPage);
    reachLeaf(paths[1], rightPage);
    paths[0].at = left.seek(paths[0].run);
    paths[1].at = right.seek(paths[1].run);
    return paths;
  }

  /** The rank of the first element of the leaf at the end of a way. */
  long startOf(TreePath path) {
    if (path.start == TreePath.UNKNOWN) {
      long start = path.isFirst ? 0 : state.moreInFirst;
      for (int level = 0; level < path.depth(); level++) {
        for (int i = path.indexes[level] - 1; i >= 0; i--) {
          start += InnerNode.count(path.nodes[level], i);
        }
      }
      path.start = start;
    }
    return path.start;
  }

  private void reachLeaf(TreePath path, int page) {
    path.leaf = page;
    path.run = readLeaf(page);
    if (path.depth() > 0) {
      if (path.isFirst) {
        state.firstLeaf = page;
      } else if (path.isLast) {
        state.lastLeaf = page;
      }
    }
  }

  /** What is below a child of the node that the path has come to. */
  private long count(TreePath path, byte[] node, int index) {
    long count = InnerNode.count(node, index);
    if (index == 0 && path.isFirst) {
      count += state.moreInFirst;
    }
    if (index == InnerNode.size(node) - 1 && path.isLast) {
      count += state.moreInLast;
    }
    return count;
  }

  /** The way to the first leaf alone, without the nodes above it where that can be. */
  TreePath first() {
    if (state.firstLeaf == TreeState.NO_PAGE) {
      return descend(0);
    }
    TreePath path = end(state.firstLeaf, 0);
    path.isLast = false;
    return path;
  }

  /** The way behind the last element, or as far as the last leaf where that is known. */
  TreePath behindLast() {
    if (state.lastLeaf == TreeState.NO_PAGE) {
      return descend(state.count);
    }
    // Which element is the leaf's first is not known; its last one is in it as well.
    TreePath path = end(state.lastLeaf, state.count - 1);
    path.isFirst = false;
    path.at = path.run.length;
    return path;
  }

  private TreePath end(int leaf, long rankInIt) {
    TreePath path = new TreePath(0);
    path.leaf = leaf;
    path.run = readLeaf(leaf);
    path.start = rankInIt;
    return path;
  }

  /** Goes on to the leaf to the right or to the left of a whole way; false where there is none. */
  boolean toNextLeaf(TreePath path, boolean forward) {
    int level = path.depth() - 1;
    while (level >= 0 && isAtEnd(path, level, forward)) {
      level--;
    }
    if (level < 0) {
      return false;
    }
    path.indexes[level] += forward ? 1 : -1;
    int page = InnerNode.page(path.nodes[level], path.indexes[level]);
    for (int below = level + 1; below < path.depth(); below++) {
      byte[] node = readInner(page);
      path.pages[below] = page;
      path.nodes[below] = node;
      path.indexes[below] = forward ? 0 : InnerNode.size(node) - 1;
      page = InnerNode.page(node, path.indexes[below]);
    }
    path.leaf = page;
    path.run = readLeaf(page);
    return true;
  }

  private static boolean isAtEnd(TreePath path, int level, boolean forward) {
    int end = forward ? InnerNode.size(path.nodes[level]) - 1 : 0;
    return path.indexes[level] == end;
  }
}
