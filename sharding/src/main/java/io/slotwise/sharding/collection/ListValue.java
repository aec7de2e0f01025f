package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A list as a command sees it: a {@link CountedTree} of its elements.
 *
 * <p>Nothing is written to the key before {@link #toValue}; pages are written at once.
 *
 * <pre>
 * 0 | state of the tree                                                    small
 * 1 | rest of the {@link PagedHeader} | state of the tree                  in pages
 * </pre>
 */
public final class ListValue {

  private final CollectionPages pages;
  private final long expireAtMs;
  private final CountedTree elements;

  private ListValue(CollectionPages pages, CountedTree elements, long expireAtMs) {
    this.pages = pages;
    this.elements = elements;
    this.expireAtMs = expireAtMs;
  }

  /** An empty list, for a key that has no value yet or is to have another. */
  public static ListValue create(Keyspace keys, Bytes key) {
    CollectionPages pages = CollectionPages.create(keys, key);
    CountedTree elements = CountedTree.create(pages, TreeShape.BY_RANK);
    return new ListValue(pages, elements, Value.NO_EXPIRY);
  }

  /** The list that lies at a key. */
  public static ListValue open(Keyspace keys, Bytes key, Value value) {
    boolean isPaged = PagedHeader.isPaged(value);
    CollectionPages pages =
        isPaged ? CollectionPages.open(keys, key, value) : CollectionPages.create(keys, key);
    byte[] data = value.bytes();
    int from = isPaged ? PagedHeader.BYTES : 1;
    CountedTree elements = CountedTree.open(pages, TreeShape.BY_RANK, data, from, data.length);
    return new ListValue(pages, elements, value.expireAtMs());
  }

  /** What is to lie at the key now; of a list that is empty, nothing is. */
  public Value toValue() {
    if (elements.isEmpty()) {
      throw new IllegalStateException("an empty list has no value");
    }
    elements.shrink();
    int from = elements.isPaged() ? PagedHeader.BYTES : 1;
    byte[] data = new byte[from + elements.stateBytes()];
    if (elements.isPaged()) {
      pages.writeHeader(data);
    } else {
      data[0] = PagedHeader.WHOLE;
    }
    elements.writeTo(data, from);
    return Value.collection(ValueType.LIST, data, expireAtMs);
  }

  /** Shows the visitor the number of every page. */
  public void forEachTreePage(IntConsumer visitor) {
    elements.forEachPage(visitor);
  }

  /** How many elements there are: Redis's LLEN. */
  public long length() {
    return elements.count();
  }

  public boolean isEmpty() {
    return elements.isEmpty();
  }

  /** The element at an index from 0 to {@code length() - 1}. */
  public Bytes get(long index) {
    return elements.get(index);
  }

  public void set(long index, Bytes element) {
    elements.replace(index, element);
  }

  /** Puts an element before the one at the index, or behind the last one. */
  public void insert(long index, Bytes element) {
    elements.insert(index, element);
  }

  public void push(ListEnd end, Bytes element) {
    if (end == ListEnd.LEFT) {
      elements.prepend(element);
    } else {
      elements.append(element);
    }
  }

  /** Puts one after the other at an end, so that the last of them is outermost. */
  public void push(ListEnd end, List<Bytes> several) {
    if (end == ListEnd.LEFT) {
      List<Bytes> reversed = new ArrayList<>(several);
      Collections.reverse(reversed);
      elements.prepend(reversed);
    } else {
      elements.append(several);
    }
  }

  /** Takes the outermost element of a list that is not empty. */
  public Bytes pop(ListEnd end) {
    return elements.remove(end == ListEnd.LEFT ? 0 : elements.count() - 1);
  }

  /** Takes up to so many elements from an end, the outermost first. */
  public List<Bytes> pop(ListEnd end, long countMax) {
    long length = elements.count();
    long count = Math.min(countMax, length);
    List<Bytes> popped = new ArrayList<>((int) count);
    TreeCursor cursor = from(end);
    while (popped.size() < count && cursor.next()) {
      popped.add(cursor.element());
    }
    if (end == ListEnd.LEFT) {
      elements.removeRange(0, count);
    } else {
      elements.removeRange(length - count, length);
    }
    return popped;
  }

  /** All elements from an end on, until the list changes; ranks are indexes. */
  public TreeCursor from(ListEnd end) {
    return end == ListEnd.LEFT ? elements.forward(0) : elements.backward(elements.count() - 1);
  }

  /** The elements from an index on, until the list changes. */
  public TreeCursor from(long index) {
    return elements.forward(index);
  }

  /** Removes the elements from an index up to, but not, another. */
  public void removeRange(long from, long to) {
    elements.removeRange(from, to);
  }

  /**
   * Removes some elements.
   *
   * @param indexes ascending, as they are before the first is removed
   */
  public void removeEach(long[] indexes) {
    elements.removeEach(indexes);
  }
}
