package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.collection.CollectionPages;
import io.slotwise.sharding.collection.CountedTree;
import io.slotwise.sharding.collection.TreeCursor;
import io.slotwise.sharding.collection.TreeShape;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A tree whose elements each begin with a key of their own: an id, or a name as {@link Packer#name}
 * writes it, so that no key is the beginning of another. A look-up reads as many pages as the tree
 * is deep; what belongs behind the last element finds its place without a look-up.
 */
final class KeyedTree {

  private final CountedTree tree;

  private KeyedTree(CountedTree tree) {
    this.tree = tree;
  }

  static KeyedTree create(CollectionPages pages, TreeShape shape) {
    return new KeyedTree(CountedTree.create(pages, shape));
  }

  /** The tree that {@link #writeTo} has written. */
  static KeyedTree read(Unpacker from, CollectionPages pages, TreeShape shape) {
    Bytes state = from.sized();
    int at = state.offset();
    return new KeyedTree(CountedTree.open(pages, shape, state.array(), at, at + state.length()));
  }

  void writeTo(Packer target) {
    byte[] state = new byte[tree.stateBytes()];
    tree.writeTo(state, 0);
    target.sized(Bytes.wrap(state));
  }

  void forEachPage(IntConsumer visitor) {
    tree.forEachPage(visitor);
  }

  long count() {
    return tree.count();
  }

  boolean isEmpty() {
    return tree.isEmpty();
  }

  Bytes get(long rank) {
    return tree.get(rank);
  }

  Bytes first() {
    return tree.get(0);
  }

  Bytes last() {
    return tree.get(tree.count() - 1);
  }

  /** How many keys are below this one. */
  long rankOf(Bytes key) {
    return tree.rankOf(key);
  }

  TreeCursor forward(long rank) {
    return tree.forward(rank);
  }

  /** The element of a key, or null. */
  Bytes find(Bytes key) {
    // New ids are looked for as often as old ones, and are behind all that are here.
    if (isBehindLast(key)) {
      return null;
    }
    return tree.find(key);
  }

  /** Puts an element that begins with the key in place of the one that did. */
  void put(Bytes key, Bytes element) {
    if (isBehindLast(key)) {
      tree.append(element);
    } else {
      tree.put(key, element);
    }
  }

  /** Removes the element of a key; false if there is none. */
  boolean remove(Bytes key) {
    return tree.remove(key);
  }

  /** Whether a key is behind all that are here, so that its element may be appended. */
  boolean isBehindLast(Bytes key) {
    return tree.isEmpty() || last().compareTo(key) < 0;
  }

  void append(Bytes element) {
    tree.append(element);
  }

  /** Puts elements behind the last one, in their order. */
  void append(List<Bytes> elements) {
    tree.append(elements);
  }

  void replace(long rank, Bytes element) {
    tree.replace(rank, element);
  }

  Bytes remove(long rank) {
    return tree.remove(rank);
  }

  void removeRange(long from, long to) {
    tree.removeRange(from, to);
  }

  void clear() {
    tree.removeRange(0, tree.count());
  }
}
