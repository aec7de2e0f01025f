package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A node of a {@link CountedTree} above the leaves.
 *
 * <pre>
 * children u16 | for each child: page u32, elements below u64 | separators, a {@link PackedRun}
 * </pre>
 *
 * A separator stands before every child but the first of an ordered tree: all elements to its left
 * are below it, and none to its right is. It is the shortest prefix of an element that does this.
 * Counts lie at fixed places, so that the change of one is the change of a few bytes.
 *
 * <p>The static methods read a node as it lies in its page; an object of this class is one that is
 * about to be changed.
 */
final class InnerNode {

  private static final int HEAD_BYTES = 2;
  private static final int CHILD_BYTES = 12;
  private static final int COUNT_AT = 4;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /**
   * A child of an inner node.
   *
   * @param count the elements below it
   * @param separator what stands before it; empty of a first child or without an order
   */
  record Child(int page, long count, Bytes separator) {
    private Child separatedBy(Bytes other) {
      return new Child(page, count, other);
    }
  }

  /**
   * One of the nodes that a node was split into.
   *
   * @param separator what stands before it; empty of the first one
   */
  record Part(InnerNode node, Bytes separator) {}

  private final boolean ordered;
  private final List<Child> children;

  private InnerNode(boolean ordered, List<Child> children) {
    this.ordered = ordered;
    this.children = children;
  }

  static int size(byte[] node) {
    return (short) SHORT.get(node, 0) & 0xffff;
  }

  static int page(byte[] node, int index) {
    return (int) INT.get(node, HEAD_BYTES + CHILD_BYTES * index);
  }

  static long count(byte[] node, int index) {
    return (long) LONG.get(node, HEAD_BYTES + CHILD_BYTES * index + COUNT_AT);
  }

  /** The elements below all children. */
  static long total(byte[] node) {
    long total = 0;
    for (int i = size(node) - 1; i >= 0; i--) {
      total += count(node, i);
    }
    return total;
  }

  /** The node with more, or fewer, elements below a child. */
  static byte[] counted(byte[] node, int index, long change) {
    byte[] target = node.clone();
    LONG.set(target, HEAD_BYTES + CHILD_BYTES * index + COUNT_AT, count(node, index) + change);
    return target;
  }

  /** The node with one element less below one child and one more below another. */
  static byte[] moved(byte[] node, int from, int to) {
    byte[] target = counted(node, from, -1);
    LONG.set(target, HEAD_BYTES + CHILD_BYTES * to + COUNT_AT, count(node, to) + 1);
    return target;
  }

  /** The only child below which an element with these bytes may be. */
  static int childOf(byte[] node, Probe probe) {
    int size = size(node);
    int at = HEAD_BYTES + CHILD_BYTES * size;
    int index = 0;
    while (index + 1 < size && probe.compare(node, at) <= 0) {
      at = PackedRun.end(node, at);
      index++;
    }
    return index;
  }

  /** A node to be changed, as it lies in its page. */
  static InnerNode of(byte[] node, boolean ordered) {
    int size = size(node);
    List<Child> children = new ArrayList<>(size + 1);
    int at = HEAD_BYTES + CHILD_BYTES * size;
    for (int i = 0; i < size; i++) {
      Bytes separator = Bytes.EMPTY;
      if (ordered && i > 0) {
        separator = PackedRun.element(node, at);
        at = PackedRun.end(node, at);
      }
      children.add(new Child(page(node, i), count(node, i), separator));
    }
    return new InnerNode(ordered, children);
  }

  /** A node of some children. */
  static InnerNode of(List<Child> children, boolean ordered) {
    InnerNode node = new InnerNode(ordered, new ArrayList<>(children));
    node.clearFirstSeparator();
    return node;
  }

  List<Child> children() {
    return Collections.unmodifiableList(children);
  }

  Child child(int index) {
    return children.get(index);
  }

  int size() {
    return children.size();
  }

  long total() {
    return children.stream().mapToLong(Child::count).sum();
  }

  /**
   * Puts other children in place of those from {@code from} to {@code to}, of which there is at
   * least one. What stands before the first of them stays.
   */
  void replace(int from, int to, List<Child> others) {
    Bytes separator = child(from).separator();
    List<Child> range = children.subList(from, to);
    range.clear();
    range.addAll(others);
    if (!others.isEmpty()) {
      children.set(from, child(from).separatedBy(separator));
    }
    clearFirstSeparator();
  }

  /** Adds the children of the node to the right, which this separator parts from this one. */
  void append(InnerNode right, Bytes separator) {
    children.add(right.child(0).separatedBy(separator));
    children.addAll(right.children.subList(1, right.size()));
  }

  private void clearFirstSeparator() {
    if (!children.isEmpty()) {
      children.set(0, children.get(0).separatedBy(Bytes.EMPTY));
    }
  }

  int bytes() {
    int total = HEAD_BYTES;
    for (int bytes : childBytes()) {
      total += bytes;
    }
    return total;
  }

  boolean isTooLarge(TreeShape shape) {
    return size() > TreeShape.CHILDREN_MIN && bytes() > shape.innerBytesMax();
  }

  /** The children in nodes of a size that fits. */
  List<Part> split(TreeShape shape, Partition partition) {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    int room = shape.innerBytesMax() - HEAD_BYTES;
    for (int to : partition.ends(childBytes(), room, TreeShape.CHILDREN_MIN / 2)) {
      parts.add(new Part(of(children.subList(from, to), ordered), child(from).separator()));
      from = to;
    }
    return parts;
  }

  private int[] childBytes() {
    int[] bytes = new int[size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = CHILD_BYTES + separatorBytes(i);
    }
    return bytes;
  }

  private int separatorBytes(int index) {
    return ordered && index > 0 ? PackedRun.bytesOf(child(index).separator().length()) : 0;
  }

  byte[] encode() {
    byte[] node = new byte[bytes()];
    SHORT.set(node, 0, (short) size());
    int at = HEAD_BYTES + CHILD_BYTES * size();
    for (int i = 0; i < size(); i++) {
      Child child = child(i);
      INT.set(node, HEAD_BYTES + CHILD_BYTES * i, child.page());
      LONG.set(node, HEAD_BYTES + CHILD_BYTES * i + COUNT_AT, child.count());
      if (ordered && i > 0) {
        at = PackedRun.write(node, at, child.separator());
      }
    }
    return node;
  }
}
