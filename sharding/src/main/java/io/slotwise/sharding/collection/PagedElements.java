package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The elements of a large sorted set, in pages: a {@link CountedTree} of scores and members for
 * everything that has to do with order, and a {@link FieldTable} that knows the score of each
 * member.
 *
 * <pre>
 * header of pages | note u8 | flags u8 | state of the table | state of the tree
 * </pre>
 *
 * An element of the tree is the score in eight bytes that sort as scores do, and the member behind
 * them. Zero and minus zero are equal for the order, so the tree has one of them for both; the
 * table knows which it is.
 */
final class PagedElements implements ScoredElements {

  /** Where the note is in the data of a value. */
  static final int NOTE_AT = PagedHeader.BYTES;

  private static final int FLAGS_AT = NOTE_AT + 1;
  private static final int TABLE_AT = FLAGS_AT + 1;
  private static final int TREE_AT = TABLE_AT + FieldTable.STATE_BYTES;

  /** Some score is, or once was, minus zero. */
  private static final byte HAS_MINUS_ZERO = 1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final CollectionPages pages;
  private final FieldTable table;
  private final CountedTree tree;
  private byte flags;

  private PagedElements(CollectionPages pages, FieldTable table, CountedTree tree, byte flags) {
    this.pages = pages;
    this.table = table;
    this.tree = tree;
    this.flags = flags;
  }

  /** What lies at a key in pages. */
  static PagedElements open(Keyspace keys, Bytes key, Value value, SortedSetShape shape) {
    byte[] data = value.bytes();
    CollectionPages pages = CollectionPages.open(keys, key, value);
    return new PagedElements(
        pages,
        FieldTable.open(pages, data, TABLE_AT, shape.bucketBytes()),
        CountedTree.open(pages, shape.tree(), data, TREE_AT, data.length),
        data[FLAGS_AT]);
  }

  /** The elements of a set that has become too large for its value, in new pages. */
  static PagedElements of(Keyspace keys, Bytes key, PackedElements packed, SortedSetShape shape) {
    CollectionPages pages = CollectionPages.create(keys, key);
    PagedElements paged =
        new PagedElements(
            pages,
            FieldTable.create(pages, keys.random(), shape.bucketBytes()),
            CountedTree.create(pages, shape.tree()),
            (byte) 0);
    List<Bytes> elements = new ArrayList<>();
    packed.forEach(
        new RankRange(0, packed.size()),
        (member, score) -> {
          paged.note(member, score);
          elements.add(element(score, member, 0));
        });
    paged.tree.append(elements);
    return paged;
  }

  void forEachTreePage(IntConsumer visitor) {
    tree.forEachPage(visitor);
  }

  @Override
  public long size() {
    return tree.count();
  }

  @Override
  public double score(Bytes member) {
    Bytes score = table.get(member);
    return score == null ? Double.NaN : scoreOf(score);
  }

  @Override
  public long countBefore(ElementEdge edge) {
    return tree.isEmpty() ? 0 : tree.rankOf(probe(edge));
  }

  /** The least bytes that are not before the edge. */
  private Bytes probe(ElementEdge edge) {
    if (edge.member() == null) {
      byte[] bytes = new byte[Long.BYTES];
      LONG.set(bytes, 0, sortable(edge.score()) + (edge.isBehind() ? 1 : 0));
      return Bytes.wrap(bytes);
    }
    // A zero behind the member makes the bytes that come next to it.
    int behind = edge.isBehind() ? 1 : 0;
    double score = Double.isNaN(edge.score()) ? commonScore() : edge.score();
    return element(score, edge.member(), behind);
  }

  private double commonScore() {
    Bytes first = tree.get(0);
    return score((long) LONG.get(first.array(), first.offset()));
  }

  @Override
  public void forEach(RankRange ranks, ElementVisitor visitor) {
    show(tree.forward(ranks.from()), ranks.size(), visitor);
  }

  @Override
  public void forEachReversed(RankRange ranks, ElementVisitor visitor) {
    show(tree.backward(ranks.to() - 1), ranks.size(), visitor);
  }

  private void show(TreeCursor cursor, long count, ElementVisitor visitor) {
    for (long left = count; left > 0 && cursor.next(); left--) {
      Bytes element = cursor.element();
      double score = score((long) LONG.get(element.array(), element.offset()));
      Bytes member = element.slice(Long.BYTES, element.length());
      boolean mayBeMinus = score == 0 && (flags & HAS_MINUS_ZERO) != 0;
      visitor.visit(member, mayBeMinus ? score(member) : score);
    }
  }

  @Override
  public void add(Bytes member, double score) {
    note(member, score);
    tree.insert(element(score, member, 0));
  }

  @Override
  public void change(Bytes member, double before, double after) {
    note(member, after);
    tree.move(element(before, member, 0), element(after, member, 0));
  }

  @Override
  public void remove(Bytes member, double score) {
    table.remove(member);
    tree.remove(element(score, member, 0));
  }

  @Override
  public void remove(RankRange ranks) {
    forEach(ranks, (member, score) -> table.remove(member));
    tree.removeRange(ranks.from(), ranks.to());
  }

  /** One step of a walk through all elements: see {@link FieldTable#scan}. */
  long scan(long cursor, int countHint, ElementVisitor visitor) {
    return table.scan(cursor, countHint, (member, score) -> visitor.visit(member, scoreOf(score)));
  }

  @Override
  public byte[] toData(byte note) {
    byte[] data = new byte[TREE_AT + tree.stateBytes()];
    pages.writeHeader(data);
    data[NOTE_AT] = note;
    data[FLAGS_AT] = flags;
    table.writeState(data, TABLE_AT);
    tree.writeTo(data, TREE_AT);
    return data;
  }

  /** Puts a score into the table. */
  private void note(Bytes member, double score) {
    if (score == 0 && 1 / score < 0) {
      flags |= HAS_MINUS_ZERO;
    }
    byte[] bytes = new byte[Long.BYTES];
    LONG.set(bytes, 0, Double.doubleToRawLongBits(score));
    table.put(member, Bytes.wrap(bytes));
  }

  private static double scoreOf(Bytes value) {
    return Double.longBitsToDouble((long) LONG.get(value.array(), value.offset()));
  }

  /**
   * An element of the tree.
   *
   * @param behind how many zeros to put behind the member
   */
  private static Bytes element(double score, Bytes member, int behind) {
    byte[] bytes = new byte[Long.BYTES + member.length() + behind];
    LONG.set(bytes, 0, sortable(score));
    member.copyTo(bytes, Long.BYTES);
    return Bytes.wrap(bytes);
  }

  /** Bits that sort, as an unsigned number, as scores do. */
  private static long sortable(double score) {
    // Adding 0 makes zero of minus zero.
    long bits = Double.doubleToRawLongBits(score + 0.0);
    return bits < 0 ? ~bits : bits | Long.MIN_VALUE;
  }

  private static double score(long sortable) {
    return Double.longBitsToDouble(sortable < 0 ? sortable & Long.MAX_VALUE : ~sortable);
  }
}
