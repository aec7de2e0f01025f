package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.collection.InnerNode.Child;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Changes of a {@link CountedTree} that change its form: nodes are split, merged, emptied and cut
 * off. They are rare beside those of elements within a leaf, so nodes are taken apart and put
 * together again here, which is slower than changing their bytes in place and easier to follow.
 *
 * <p>A node that is too small joins a neighbour below the same parent if one has room for both and
 * more to come, so that a tree that breathes does not split and merge all the time. Where none has,
 * the neighbours are well filled and the small node costs little.
 */
final class TreeSurgery {

  private final TreeState state;
  private final CollectionPages pages;
  private final TreeShape shape;
  private final TreeWalk walk;

  TreeSurgery(TreeState state, CollectionPages pages, TreeShape shape, TreeWalk walk) {
    this.state = state;
    this.pages = pages;
    this.shape = shape;
    this.walk = walk;
  }

  /** Puts a run in place of the only leaf. */
  void replaceOnlyLeaf(byte[] run, Partition partition) {
    if (run.length == 0) {
      clear();
    } else if (!state.isPaged() && run.length <= shape.wholeBytesMax()) {
      state.whole = run;
    } else {
      state.whole = null;
      grow(leaves(state.root, run, partition), partition);
      forgetEnds();
    }
  }

  /**
   * Puts a run in place of a leaf that has others beside it: nothing, when it is empty, or several
   * leaves, when it is too large for one.
   *
   * @param unsettled the way to the leaf
   */
  void replaceLeaf(TreePath unsettled, byte[] run, Partition partition) {
    TreePath path = settled(unsettled);
    List<Child> others = List.of();
    if (run.length == 0) {
      pages.delete(path.leaf);
    } else {
      others = leaves(path.leaf, run, partition);
    }
    int index = path.indexes[path.depth() - 1];
    replaceChildren(path, path.depth() - 1, index, index + 1, others, partition);
    forgetEnds();
  }

  /** Puts a small run in place of the leaf and joins it with a neighbour; false if none fits. */
  boolean mergeLeaf(TreePath unsettled, byte[] run) {
    int bottom = unsettled.depth() - 1;
    int index = unsettled.indexes[bottom];
    int left = neighbour(unsettled.nodes[bottom], index, run.length);
    if (left < 0) {
      return false;
    }
    TreePath path = settled(unsettled);
    byte[] parent = path.nodes[bottom];
    int leftPage = InnerNode.page(parent, left);
    int rightPage = InnerNode.page(parent, left + 1);
    byte[] merged =
        left == index
            ? PackedRun.joined(run, walk.readLeaf(rightPage))
            : PackedRun.joined(walk.readLeaf(leftPage), run);
    pages.put(leftPage, merged);
    pages.delete(rightPage);
    Child child = new Child(leftPage, PackedRun.count(merged), Bytes.EMPTY);
    replaceChildren(path, bottom, left, left + 2, List.of(child), Partition.EVEN);
    forgetEnds();
    return true;
  }

  /** The left one of the two leaves that are to be one, or -1. */
  private int neighbour(byte[] parent, int index, int bytes) {
    if (index > 0 && hasRoom(InnerNode.page(parent, index - 1), bytes)) {
      return index - 1;
    }
    boolean hasRight = index + 1 < InnerNode.size(parent);
    return hasRight && hasRoom(InnerNode.page(parent, index + 1), bytes) ? index : -1;
  }

  private boolean hasRoom(int leaf, int bytes) {
    return TreeShape.mayMerge(walk.readLeaf(leaf).length + bytes, shape.leafBytesMax());
  }

  /** Lets the nodes above the leaves at both ends know all counts; the way to a leaf, after it. */
  private TreePath settled(TreePath unsettled) {
    long start = walk.startOf(unsettled);
    settle();
    return walk.descend(start);
  }

  private void settle() {
    settleEnd(true, state.moreInFirst);
    settleEnd(false, state.moreInLast);
    state.moreInFirst = 0;
    state.moreInLast = 0;
  }

  private void settleEnd(boolean first, int more) {
    int page = state.root;
    for (int level = 0; level < state.depth && more != 0; level++) {
      byte[] node = walk.readInner(page);
      int index = first ? 0 : InnerNode.size(node) - 1;
      pages.put(page, InnerNode.counted(node, index, more));
      page = InnerNode.page(node, index);
    }
  }

  /** After every change of form, since walks that are part of it note the ends as they were. */
  private void forgetEnds() {
    state.firstLeaf = TreeState.NO_PAGE;
    state.lastLeaf = TreeState.NO_PAGE;
  }

  /** Counts what was added to the leaf of a path: at the ends, in the state alone. */
  void count(TreePath path, long change) {
    if (path.isFirst) {
      state.moreInFirst += change;
    } else if (path.isLast) {
      state.moreInLast += change;
    } else {
      addToCounts(path, path.depth() - 1, change);
    }
  }

  /** Counts one element less in one leaf and one more in another. */
  void moveCount(TreePath from, TreePath to) {
    if (from.isEnd() || to.isEnd()) {
      count(from, -1);
      count(to, 1);
      return;
    }
    int level = from.depth() - 1;
    for (; from.pages[level] != to.pages[level]; level--) {
      pages.put(from.pages[level], InnerNode.counted(from.nodes[level], from.indexes[level], -1));
      pages.put(to.pages[level], InnerNode.counted(to.nodes[level], to.indexes[level], 1));
    }
    // Where both ways part; what is above has as many elements below it as before.
    pages.put(
        from.pages[level],
        InnerNode.moved(from.nodes[level], from.indexes[level], to.indexes[level]));
  }

  /** Adds to the counts on the way down to the child of a node. */
  void addToCounts(TreePath path, int fromLevel, long change) {
    for (int level = fromLevel; level >= 0 && change != 0; level--) {
      byte[] node = InnerNode.counted(path.nodes[level], path.indexes[level], change);
      pages.put(path.pages[level], node);
    }
  }

  /** Puts a run into one leaf or several, one of which keeps the page that is there. */
  private List<Child> leaves(int page, byte[] run, Partition partition) {
    int[] places = PackedRun.places(run);
    int[] bytes = new int[places.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (i + 1 < places.length ? places[i + 1] : run.length) - places[i];
    }
    int[] ends = partition.ends(bytes, shape.leafBytesMax(), 1);
    int keeps = partition.keeper(ends.length);
    List<Child> children = new ArrayList<>(ends.length);
    int from = 0;
    for (int i = 0; i < ends.length; i++) {
      int to = ends[i];
      int endsAt = to < places.length ? places[to] : run.length;
      int leaf = putOrAdd(i == keeps ? page : 0, Arrays.copyOfRange(run, places[from], endsAt));
      Bytes separator =
          shape.ordered() && from > 0
              ? separator(run, places[from - 1], places[from])
              : Bytes.EMPTY;
      children.add(new Child(leaf, to - from, separator));
      from = to;
    }
    return children;
  }

  /** The shortest prefix of the right element that is above the left one. */
  private static Bytes separator(byte[] run, int left, int right) {
    Bytes element = PackedRun.element(run, right);
    int from = element.offset();
    int to = from + element.length();
    int same =
        Arrays.mismatch(run, PackedRun.start(run, left), PackedRun.end(run, left), run, from, to);
    return element.slice(0, Math.min(same, element.length() - 1) + 1);
  }

  private int putOrAdd(int page, byte[] bytes) {
    if (page == TreeState.NO_PAGE) {
      return pages.add(bytes);
    }
    pages.put(page, bytes);
    return page;
  }

  /** Puts other children into a node on the way, and makes good what follows from that above it. */
  private void replaceChildren(
      TreePath path, int level, int from, int to, List<Child> others, Partition partition) {
    InnerNode node = InnerNode.of(path.nodes[level], shape.ordered());
    node.replace(from, to, others);
    int page = path.pages[level];
    if (level == 0) {
      replaceRoot(page, node, partition);
      return;
    }
    int index = path.indexes[level - 1];
    if (node.size() == 0) {
      pages.delete(page);
      replaceChildren(path, level - 1, index, index + 1, List.of(), partition);
    } else if (node.isTooLarge(shape)) {
      List<Child> parts = split(page, node, partition);
      replaceChildren(path, level - 1, index, index + 1, parts, partition);
    } else if (!mergeInner(path, level, node)) {
      pages.put(page, node.encode());
      addToCounts(path, level - 1, node.total() - InnerNode.count(path.nodes[level - 1], index));
    }
  }

  private List<Child> split(int page, InnerNode node, Partition partition) {
    List<InnerNode.Part> parts = node.split(shape, partition);
    int keeps = partition.keeper(parts.size());
    List<Child> children = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      InnerNode part = parts.get(i).node();
      int partPage = putOrAdd(i == keeps ? page : TreeState.NO_PAGE, part.encode());
      children.add(new Child(partPage, part.total(), parts.get(i).separator()));
    }
    return children;
  }

  /** Joins an inner node that is too small with a neighbour; false if it is not or none fits. */
  private boolean mergeInner(TreePath path, int level, InnerNode node) {
    if (!TreeShape.isUnderfull(node.bytes(), shape.innerBytesMax())) {
      return false;
    }
    InnerNode parent = InnerNode.of(path.nodes[level - 1], shape.ordered());
    int index = path.indexes[level - 1];
    for (int left = Math.max(index - 1, 0); left <= index && left + 1 < parent.size(); left++) {
      Child leftChild = parent.child(left);
      Child rightChild = parent.child(left + 1);
      InnerNode merged = left == index ? copy(node) : read(leftChild.page());
      merged.append(left == index ? read(rightChild.page()) : node, rightChild.separator());
      if (TreeShape.mayMerge(merged.bytes(), shape.innerBytesMax())) {
        pages.put(leftChild.page(), merged.encode());
        pages.delete(rightChild.page());
        Child child = new Child(leftChild.page(), merged.total(), Bytes.EMPTY);
        replaceChildren(path, level - 1, left, left + 2, List.of(child), Partition.EVEN);
        return true;
      }
    }
    return false;
  }

  private InnerNode copy(InnerNode node) {
    return InnerNode.of(node.children(), shape.ordered());
  }

  private InnerNode read(int page) {
    return InnerNode.of(walk.readInner(page), shape.ordered());
  }

  private void replaceRoot(int page, InnerNode node, Partition partition) {
    if (node.size() <= 1) {
      pages.delete(page);
      lower(node);
    } else if (node.isTooLarge(shape)) {
      grow(split(page, node, partition), partition);
    } else {
      pages.put(page, node.encode());
    }
  }

  /** Puts as many inner nodes above the children as it takes to have one root. */
  private void grow(List<Child> topmost, Partition partition) {
    List<Child> children = topmost;
    while (children.size() > 1) {
      InnerNode node = InnerNode.of(children, shape.ordered());
      children =
          node.isTooLarge(shape)
              ? split(TreeState.NO_PAGE, node, partition)
              : List.of(new Child(pages.add(node.encode()), node.total(), Bytes.EMPTY));
      state.depth++;
    }
    state.root = children.get(0).page();
  }

  /** Takes away the root, whose page is gone, and what below it would be a root of one child. */
  private void lower(InnerNode root) {
    if (root.size() == 0) {
      becomeEmpty();
      return;
    }
    state.root = root.child(0).page();
    state.depth--;
    while (state.depth > 0) {
      byte[] node = walk.readInner(state.root);
      if (InnerNode.size(node) > 1) {
        return;
      }
      pages.delete(state.root);
      state.root = InnerNode.page(node, 0);
      state.depth--;
    }
  }

  /** Removes everything. */
  void clear() {
    if (state.isPaged()) {
      free(state.root, 0);
    }
    becomeEmpty();
  }

  private void becomeEmpty() {
    state.root = TreeState.NO_PAGE;
    state.depth = 0;
    state.whole = PackedRun.EMPTY;
    state.moreInFirst = 0;
    state.moreInLast = 0;
    forgetEnds();
  }

  private void free(int page, int level) {
    if (level < state.depth) {
      byte[] node = walk.readInner(page);
      for (int i = InnerNode.size(node) - 1; i >= 0; i--) {
        free(InnerNode.page(node, i), level + 1);
      }
    }
    pages.delete(page);
  }

  /** Removes the elements of a range, though not all there are, whole nodes at once. */
  void cut(long from, long to) {
    settle();
    int page = state.root;
    InnerNode node = read(page);
    cut(node, 0, from, to);
    replaceRoot(page, node, Partition.EVEN);
    mend(from);
    mend(Math.max(from - 1, 0));
    forgetEnds();
  }

  /** The same below one node, in ranks below it; at least one element of it stays. */
  private void cut(InnerNode node, int level, long from, long to) {
    long start = 0;
    for (int i = 0; i < node.size(); ) {
      Child child = node.child(i);
      long cutFrom = Math.max(from - start, 0);
      long cutTo = Math.min(to - start, child.count());
      start += child.count();
      if (cutFrom >= cutTo) {
        i++;
      } else if (cutTo - cutFrom == child.count()) {
        free(child.page(), level + 1);
        node.replace(i, i + 1, List.of());
      } else {
        cut(child.page(), level + 1, cutFrom, cutTo);
        long rest = child.count() - (cutTo - cutFrom);
        node.replace(i, i + 1, List.of(new Child(child.page(), rest, Bytes.EMPTY)));
        i++;
      }
    }
  }

  private void cut(int page, int level, long from, long to) {
    if (level == state.depth) {
      byte[] run = walk.readLeaf(page);
      int cutFrom = PackedRun.seek(run, from);
      int cutTo = PackedRun.seek(run, to);
      pages.put(page, PackedRun.removed(run, cutFrom, cutTo));
    } else {
      InnerNode node = read(page);
      cut(node, level, from, to);
      pages.put(page, node.encode());
    }
  }

  /** Joins what became too small on the way to a rank with its neighbours. */
  private void mend(long rank) {
    boolean mended = true;
    while (mended && state.depth > 0) {
      mended = mend(walk.descend(rank));
    }
  }

  private boolean mend(TreePath path) {
    boolean isSmall = TreeShape.isUnderfull(path.run.length, shape.leafBytesMax());
    if (isSmall && mergeLeaf(path, path.run)) {
      return true;
    }
    for (int level = path.depth() - 1; level > 0; level--) {
      if (mergeInner(path, level, InnerNode.of(path.nodes[level], shape.ordered()))) {
        return true;
      }
    }
    return false;
  }
}
