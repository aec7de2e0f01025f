package io.slotwise.sharding.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.command.MapKeyspace;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a tree costs in pages, and what it does at the bounds of page numbers and sizes. */
class CountedTreeTest {

  private static final Bytes KEY = Bytes.of("key");
  private static final int SMALL = 1_000;
  private static final int LARGE = 100 * SMALL;
  private static final int OPERATIONS = 5_000;

  private final MapKeyspace keyspace = new MapKeyspace();
  private final CollectionPages pages = CollectionPages.create(keyspace, KEY);
  private final CountedTree tree = CountedTree.create(pages, TreeShape.BY_RANK);

  private void grow(int count) {
    tree.append(LongStream.range(0, count).mapToObj(i -> Bytes.of(1_000_000 + i)).toList());
  }

  /** How many pages an operation writes, on average. */
  private double writes(LongConsumer operation) {
    int before = keyspace.writes();
    for (int i = 0; i < OPERATIONS; i++) {
      operation.accept(i);
    }
    return (double) (keyspace.writes() - before) / OPERATIONS;
  }

  @Test
  void aChangeAtAnEndCostsOnePageHoweverManyElementsThereAre() {
    grow(LARGE);
    assertThat(writes(i -> tree.prepend(Bytes.of(1_000_000 + i)))).isLessThan(1.1);
    assertThat(writes(i -> tree.append(Bytes.of(1_000_000 + i)))).isLessThan(1.1);
    assertThat(writes(i -> tree.remove(0))).isLessThan(1.1);
    assertThat(writes(i -> tree.remove(tree.count() - 1))).isLessThan(1.1);
    assertThat(writes(i -> tree.replace(0, Bytes.of(2_000_000 + i)))).isEqualTo(1);
  }

  @Test
  void aChangeInTheMiddleCostsOnePageMoreForAHundredTimesTheElements() {
    Random random = new Random(1);
    LongConsumer insert =
        i -> tree.insert(1 + random.nextInt((int) tree.count()), Bytes.of(1_000_000 + i));
    grow(SMALL);
    LongStream.range(0, SMALL).forEach(insert);
    double ofSmall = writes(insert);
    grow(LARGE / 2);
    LongStream.range(0, LARGE / 2).forEach(insert);
    double ofLarge = writes(insert);
    assertThat(ofSmall).isLessThan(2.2);
    assertThat(ofLarge).isLessThan(ofSmall + 1.2);
    assertThat(writes(i -> tree.remove(random.nextInt(LARGE)))).isLessThan(ofSmall + 1.2);
  }

  @Test
  void leavesThatGrewAtAnEndAreFull() {
    for (int i = 0; i < SMALL; i++) {
      tree.append(Bytes.of(1_000_000L + i));
      tree.prepend(Bytes.of(1_000_000L + i));
    }
    int elementsInLeaf = TreeShape.BY_RANK.leafBytesMax() / 8;
    assertThat(keyspace.pageCount()).isLessThan(2 * SMALL / elementsInLeaf + 4);
  }

  @Test
  void aRangeIsRemovedWithoutLookingAtItsLeaves() {
    grow(LARGE);
    int pagesBefore = keyspace.pageCount();
    int before = keyspace.writes();
    tree.removeRange(1_000, LARGE - 1_000);
    assertThat(keyspace.writes() - before).isLessThan(pagesBefore + 20);
    assertThat(keyspace.pageCount()).isLessThan(30);
    assertThat(tree.get(1_000)).isEqualTo(Bytes.of(1_000_000L + LARGE - 1_000));
  }

  @Test
  void anElementOfAnySizeHasALeafOfItsOwn() {
    Bytes huge = Bytes.wrap(new byte[1 << 20]);
    grow(SMALL);
    tree.insert(SMALL / 2, huge);
    tree.insert(SMALL / 2, huge);
    assertThat(TreeCheck.elements(tree, pages, TreeShape.BY_RANK, keyspace.pageCount()))
        .hasSize(SMALL + 2);
    tree.replace(SMALL / 2, Bytes.EMPTY);
    assertThat(tree.remove(SMALL / 2 + 1)).isEqualTo(huge);
    assertThat(tree.get(SMALL / 2)).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void keysThatShareALongBeginningMakeLargeNodesAndNotADeepTree() {
    CountedTree ordered = CountedTree.create(pages, TreeShape.BY_BYTES);
    String beginning = "x".repeat(10_000);
    for (int i = 0; i < 200; i++) {
      ordered.insert(Bytes.of(beginning + (1_000 + i * 7 % 200)));
    }
    assertThat(TreeCheck.elements(ordered, pages, TreeShape.BY_BYTES, keyspace.pageCount()))
        .isSorted()
        .hasSize(200);
    assertThat(ordered.rankOf(Bytes.of(beginning + 1_150))).isEqualTo(150);
  }

  @Test
  void numbersOfPagesThatHaveAllBeenGivenOutAreUsedAgain() {
    byte[] data = new byte[PagedHeader.BYTES];
    new PagedHeader(7, CollectionPages.LAST_PAGE_MAX - 1, 0, false).writeTo(data);
    Value value = Value.collection(ValueType.LIST, data, Value.NO_EXPIRY);
    CollectionPages worn = CollectionPages.open(keyspace, KEY, value);
    assertThat(worn.add(new byte[1])).isEqualTo(CollectionPages.LAST_PAGE_MAX);
    for (int i = 0; i < 100; i++) {
      assertThat(worn.add(new byte[1])).isBetween(1, CollectionPages.LAST_PAGE_MAX);
    }
    assertThat(keyspace.pageCount()).isEqualTo(101);
    worn.writeHeader(data);
    assertThat(PagedHeader.of(value).lastPage()).isEqualTo(CollectionPages.LAST_PAGE_MAX);
  }
}
