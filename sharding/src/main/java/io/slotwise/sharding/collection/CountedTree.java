package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A sequence of elements of any bytes, in pages: a B+-tree that counts what is below each node, so
 * that the element at a rank is found as fast as one by its bytes. Every operation reads and writes
 * as many pages as the tree is deep, which is three for a million small elements; at the ends it is
 * one.
 *
 * <p>Leaves hold elements and inner nodes the way to them: see {@link PackedRun} and {@link
 * InnerNode}. A small tree is one leaf without a page, whole in the {@linkplain #writeTo state}
 * that the owner keeps. Leaves are full when a tree grows at an end and at least half full when it
 * grows elsewhere.
 *
 * <p>An {@linkplain TreeShape#ordered() ordered} tree keeps its elements in the unsigned
 * lexicographic order of their bytes. Its owner makes elements whose beginning is unlike that of
 * all others and sorts as it should, such as a number of fixed width with its highest byte first;
 * what follows that may change without moving the element.
 *
 * <p>Elements that are returned share the array of a page: they may be kept as long as the command
 * lasts.
 */
public final class CountedTree {

  private final TreeState state;
  private final CollectionPages pages;
  private final TreeShape shape;
  private final TreeWalk walk;
  private final TreeSurgery surgery;

  private CountedTree(TreeState state, CollectionPages pages, TreeShape shape) {
    this.state = state;
    this.pages = pages;
    this.shape = shape;
    this.walk = new TreeWalk(state, pages);
    this.surgery = new TreeSurgery(state, pages, shape, walk);
  }

  /** A tree with nothing in it. */
  public static CountedTree create(CollectionPages pages, TreeShape shape) {
    return new CountedTree(new TreeState(), pages, shape);
  }

  /**
   * The tree whose state was written to these bytes.
   *
   * @param to where they end
   */
  public static CountedTree open(
      CollectionPages pages, TreeShape shape, byte[] state, int from, int to) {
    return new CountedTree(TreeState.read(state, from, to), pages, shape);
  }

  /** How many bytes the state takes: a few, or a leaf's while there are no pages. */
  public int stateBytes() {
    return state.bytes();
  }

  /** Writes what {@link #open} needs and returns where the next byte goes. */
  public int writeTo(byte[] target, int from) {
    return state.writeTo(target, from);
  }

  /** Whether it has pages, and is not whole in its state. */
  public boolean isPaged() {
    return state.isPaged();
  }

  /**
   * Takes a tree that has become small out of its last page, if it is as small as that. A tree that
   * grows finds its way into pages by itself.
   */
  public void shrink() {
    if (state.isPaged() && state.depth == 0) {
      byte[] run = walk.readLeaf(state.root);
      if (run.length <= shape.wholeBytesMax() / 2) {
        pages.delete(state.root);
        state.root = TreeState.NO_PAGE;
        state.whole = run;
      }
    }
  }

  /** Shows the visitor the number of every page. */
  public void forEachPage(IntConsumer visitor) {
    if (state.isPaged()) {
      forEachPage(state.root, 0, visitor);
    }
  }

  private void forEachPage(int page, int level, IntConsumer visitor) {
    visitor.accept(page);
    if (level < state.depth) {
      byte[] node = walk.readInner(page);
      for (int i = 0; i < InnerNode.size(node); i++) {
        forEachPage(InnerNode.page(node, i), level + 1, visitor);
      }
    }
  }

  public long count() {
    return state.count;
  }

  public boolean isEmpty() {
    return state.count == 0;
  }

  /** The element at a rank from 0 to {@code count() - 1}. */
  public Bytes get(long rank) {
    TreePath path = to(rank);
    return PackedRun.element(path.run, path.at);
  }

  /**
   * How many elements of an ordered tree are below these bytes: the rank of the first not below.
   */
  public long rankOf(Bytes probe) {
    TreePath path = walk.descend(new Probe(probe));
    long rank = walk.startOf(path);
    for (int at = 0; at < path.at; at = PackedRun.end(path.run, at)) {
      rank++;
    }
    return rank;
  }

  /**
   * The element of an ordered tree that begins with these bytes, or null. They tell it from all
   * others: of no two elements one is the beginning of the other as far as that.
   */
  public Bytes find(Bytes beginning) {
    Probe probe = new Probe(beginning);
    TreePath path = walk.descend(probe);
    return isAt(path, probe) ? PackedRun.element(path.run, path.at) : null;
  }

  private static boolean isAt(TreePath path, Probe probe) {
    return path.at < path.run.length && probe.isBeginningOf(path.run, path.at);
  }

  /** The elements from a rank on, from 0 to {@code count()}, until the tree changes. */
  public TreeCursor forward(long rank) {
    return new TreeCursor(walk, walk.descend(rank), rank, true);
  }

  /** The elements from a rank back to the first, from -1 to {@code count() - 1}. */
  public TreeCursor backward(long rank) {
    return new TreeCursor(walk, walk.descend(Math.max(rank, 0)), rank, false);
  }

  /** Puts an element behind the last one. */
  public void append(Bytes element) {
    TreePath path = behindLast();
    byte[] run = PackedRun.replaced(path.run, path.at, path.at, element);
    rewrite(path, run, 1, Partition.FILL_FROM_FIRST);
  }

  /** Puts elements behind the last one, in their order. */
  public void append(List<Bytes> elements) {
    TreePath path = behindLast();
    byte[] run = PackedRun.joined(path.run, PackedRun.of(elements));
    rewrite(path, run, elements.size(), Partition.FILL_FROM_FIRST);
  }

  /** Puts an element before the first one. */
  public void prepend(Bytes element) {
    TreePath path = first();
    byte[] run = PackedRun.replaced(path.run, 0, 0, element);
    rewrite(path, run, 1, Partition.FILL_FROM_LAST);
  }

  /** Puts elements before the first one, in their order. */
  public void prepend(List<Bytes> elements) {
    TreePath path = first();
    byte[] run = PackedRun.joined(PackedRun.of(elements), path.run);
    rewrite(path, run, elements.size(), Partition.FILL_FROM_LAST);
  }

  /** Puts an element before the one at a rank, or behind the last one, of a tree without order. */
  public void insert(long rank, Bytes element) {
    if (rank == state.count) {
      append(element);
    } else if (rank == 0) {
      prepend(element);
    } else {
      insert(walk.descend(rank), element);
    }
  }

  /** Puts an element where it belongs in an ordered tree, in which it is not. */
  public void insert(Bytes element) {
    insert(walk.descend(new Probe(element)), element);
  }

  /**
   * Puts an element in place of the one that begins with the same bytes, or where it belongs when
   * there is none: see {@link #find}.
   */
  public void put(Bytes beginning, Bytes element) {
    Probe probe = new Probe(beginning);
    TreePath path = walk.descend(probe);
    if (isAt(path, probe)) {
      replace(path, element);
    } else {
      insert(path, element);
    }
  }

  private void insert(TreePath path, Bytes element) {
    byte[] run = PackedRun.replaced(path.run, path.at, path.at, element);
    Partition partition = Partition.EVEN;
    if (path.isLast && path.at == path.run.length) {
      partition = Partition.FILL_FROM_FIRST;
    } else if (path.isFirst && path.at == 0) {
      partition = Partition.FILL_FROM_LAST;
    }
    rewrite(path, run, 1, partition);
  }

  /** Puts another element in place of the one at a rank; of an ordered tree, where that was. */
  public void replace(long rank, Bytes element) {
    replace(to(rank), element);
  }

  private void replace(TreePath path, Bytes element) {
    int end = PackedRun.end(path.run, path.at);
    rewrite(path, PackedRun.replaced(path.run, path.at, end, element), 0, Partition.EVEN);
  }

  /** Removes the element at a rank, and returns it. */
  public Bytes remove(long rank) {
    TreePath path = to(rank);
    Bytes element = PackedRun.element(path.run, path.at);
    remove(path);
    return element;
  }

  /**
   * Removes the element that begins with these bytes; false if there is none: see {@link #find}.
   */
  public boolean remove(Bytes beginning) {
    Probe probe = new Probe(beginning);
    TreePath path = walk.descend(probe);
    if (!isAt(path, probe)) {
      return false;
    }
    remove(path);
    return true;
  }

  private void remove(TreePath path) {
    int end = PackedRun.end(path.run, path.at);
    rewrite(path, PackedRun.removed(path.run, path.at, end), -1, Partition.EVEN);
  }

  /**
   * Takes the element that begins with these bytes out of an ordered tree and puts another in where
   * that belongs, which is not there. Costs less than {@link #remove(Bytes)} and {@link
   * #insert(Bytes)}, as long as the form of the tree stays.
   */
  public void move(Bytes beginning, Bytes element) {
    if (state.depth == 0 || !moveInForm(beginning, element)) {
      remove(beginning);
      insert(element);
    }
  }

  /** False, and nothing has changed, where a leaf would be split, emptied or merged. */
  private boolean moveInForm(Bytes beginning, Bytes element) {
    Probe probe = new Probe(beginning);
    TreePath[] paths = walk.descend(probe, new Probe(element));
    TreePath from = paths[0];
    TreePath to = paths[1];
    if (!isAt(from, probe)) {
      return false;
    }
    int end = PackedRun.end(from.run, from.at);
    byte[] shorter = PackedRun.removed(from.run, from.at, end);
    if (from.leaf == to.leaf) {
      int at = to.at > from.at ? to.at - (end - from.at) : to.at;
      byte[] run = PackedRun.replaced(shorter, at, at, element);
      boolean fits = !isTooLarge(run);
      if (fits) {
        pages.put(from.leaf, run);
      }
      return fits;
    }
    byte[] longer = PackedRun.replaced(to.run, to.at, to.at, element);
    if (shorter.length == 0 || isToMerge(from, shorter) || isTooLarge(longer)) {
      return false;
    }
    pages.put(from.leaf, shorter);
    pages.put(to.leaf, longer);
    surgery.moveCount(from, to);
    return true;
  }

  /** Removes the elements from rank {@code from} up to, but not, {@code to}. */
  public void removeRange(long from, long to) {
    if (from == to) {
      return;
    }
    if (to - from == state.count) {
      surgery.clear();
      state.count = 0;
      return;
    }
    TreePath path = to(from);
    int at = path.at;
    long rest = to - from;
    for (; rest > 0 && at < path.run.length; rest--) {
      at = PackedRun.end(path.run, at);
    }
    if (rest == 0) {
      byte[] run = PackedRun.removed(path.run, path.at, at);
      rewrite(path, run, from - to, Partition.EVEN);
    } else {
      state.count -= to - from;
      surgery.cut(from, to);
    }
  }

  /**
   * Removes the elements at some ranks.
   *
   * @param ranks ascending, as they are before the first is removed
   */
  public void removeEach(long[] ranks) {
    int to = ranks.length;
    while (to > 0) {
      TreePath path = walk.descend(ranks[to - 1]);
      long start = walk.startOf(path);
      int from = to - 1;
      while (from > 0 && ranks[from - 1] >= start) {
        from--;
      }
      byte[] run = PackedRun.without(path.run, ranks, from, to, start);
      rewrite(path, run, from - to, Partition.EVEN);
      to = from;
    }
  }

  private TreePath to(long rank) {
    if (rank == 0) {
      return first();
    }
    if (rank == state.count - 1) {
      TreePath path = behindLast();
      path.at = PackedRun.last(path.run);
      return path;
    }
    return walk.descend(rank);
  }

  private TreePath first() {
    return state.depth == 0 ? walk.descend(0) : walk.first();
  }

  private TreePath behindLast() {
    return state.depth == 0 ? walk.descend(state.count) : walk.behindLast();
  }

  /** Puts a run in place of the leaf of a path, and changes the form of the tree where it must. */
  private void rewrite(TreePath path, byte[] run, long change, Partition partition) {
    state.count += change;
    if (state.depth == 0) {
      surgery.replaceOnlyLeaf(run, partition);
    } else if (run.length == 0 || isTooLarge(run)) {
      surgery.replaceLeaf(path, run, partition);
    } else if (!isToMerge(path, run) || !surgery.mergeLeaf(path, run)) {
      pages.put(path.leaf, run);
      surgery.count(path, change);
    }
  }

  private boolean isTooLarge(byte[] run) {
    return run.length > shape.leafBytesMax() && PackedRun.end(run, 0) < run.length;
  }

  /**
   * Whether a leaf should join a neighbour: not at the ends, where a queue takes them one by one.
   */
  private boolean isToMerge(TreePath path, byte[] run) {
    boolean isSmall = TreeShape.isUnderfull(run.length, shape.leafBytesMax());
    return isSmall && !path.isFirst && !path.isLast;
  }
}
