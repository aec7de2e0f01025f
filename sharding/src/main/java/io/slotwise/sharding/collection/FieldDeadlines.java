package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The fields of a large hash that have a deadline, in the order of their deadlines, so that what
 * has expired is found, counted and deleted without a look at the others.
 *
 * <p>An element of the tree is the deadline (u64, Unix time in ms) and the field.
 */
final class FieldDeadlines {

  private static final int DEADLINE_BYTES = 8;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final CountedTree tree;

  private FieldDeadlines(CountedTree tree) {
    this.tree = tree;
  }

  static FieldDeadlines create(CollectionPages pages) {
    return new FieldDeadlines(CountedTree.create(pages, TreeShape.BY_BYTES));
  }

  /** Those whose state was written to these bytes, from an index on to the end. */
  static FieldDeadlines open(CollectionPages pages, byte[] state, int from) {
    return new FieldDeadlines(
        CountedTree.open(pages, TreeShape.BY_BYTES, state, from, state.length));
  }

  int stateBytes() {
    return tree.stateBytes();
  }

  void writeTo(byte[] target, int from) {
    tree.writeTo(target, from);
  }

  void forEachPage(IntConsumer visitor) {
    tree.forEachPage(visitor);
  }

  void add(long deadlineMs, Bytes field) {
    tree.insert(element(deadlineMs, field));
  }

  /** Removes what was added. */
  void remove(long deadlineMs, Bytes field) {
    tree.remove(element(deadlineMs, field));
    tree.shrink();
  }

  /** How many fields have expired. */
  long countExpired(long nowMs) {
    return tree.rankOf(element(nowMs + 1, Bytes.EMPTY));
  }

  /** The earliest deadline, or {@link Long#MAX_VALUE} when there is none. */
  long earliestMs() {
    return tree.isEmpty() ? Long.MAX_VALUE : deadlineMs(tree.get(0));
  }

  /** Removes those with the earliest deadlines and returns them. */
  List<Bytes> removeFirst(int count) {
    List<Bytes> fields = new ArrayList<>(count);
    TreeCursor cursor = tree.forward(0);
    for (int i = 0; i < count; i++) {
      cursor.next();
      Bytes element = cursor.element();
      fields.add(element.slice(DEADLINE_BYTES, element.length()));
    }
    tree.removeRange(0, count);
    tree.shrink();
    return fields;
  }

  private static Bytes element(long deadlineMs, Bytes field) {
    byte[] element = new byte[DEADLINE_BYTES + field.length()];
    LONG.set(element, 0, deadlineMs);
    field.copyTo(element, DEADLINE_BYTES);
    return Bytes.wrap(element);
  }

  private static long deadlineMs(Bytes element) {
    return (long) LONG.get(element.array(), element.offset());
  }
}
