package io.slotwise.sharding.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Walks a whole {@link CountedTree} and checks everything that must hold of its form. */
final class TreeCheck {

  private final TreeState state;
  private final CollectionPages pages;
  private final TreeShape shape;
  private final Set<Integer> seen = new HashSet<>();
  private final List<Integer> leaves = new ArrayList<>();
  private final List<Bytes> elements = new ArrayList<>();
  private long leafBytes;
  private int largestElementBytes;

  private TreeCheck(TreeState state, CollectionPages pages, TreeShape shape) {
    this.state = state;
    this.pages = pages;
    this.shape = shape;
  }

  /**
   * Checks the tree and returns its elements.
   *
   * @param pageCount how many pages there are: those of the tree and no others
   */
  static List<Bytes> elements(
      CountedTree tree, CollectionPages pages, TreeShape shape, int pageCount) {
    byte[] bytes = new byte[tree.stateBytes() + 3];
    assertThat(tree.writeTo(bytes, 3)).isEqualTo(bytes.length);
    TreeCheck check = new TreeCheck(TreeState.read(bytes, 3, bytes.length), pages, shape);
    check.all();
    assertThat(check.seen).as("pages").hasSize(pageCount);
    return check.elements;
  }

  private void all() {
    if (!state.isPaged()) {
      assertThat(state.whole.length).isLessThanOrEqualTo(shape.wholeBytesMax());
      read(state.whole);
    } else {
      assertThat(below(state.root, 0, true, true)).isEqualTo(state.count);
      checkEnds();
      checkFill();
    }
    assertThat(elements).hasSize((int) state.count);
  }

  private void checkEnds() {
    if (state.firstLeaf != TreeState.NO_PAGE) {
      assertThat(state.firstLeaf).as("first leaf").isEqualTo(leaves.get(0));
    }
    if (state.lastLeaf != TreeState.NO_PAGE) {
      assertThat(state.lastLeaf).as("last leaf").isEqualTo(leaves.get(leaves.size() - 1));
    }
  }

  /** Of small elements, whose size is no excuse for leaves that are nearly empty. */
  private void checkFill() {
    if (leafBytes <= shape.leafBytesMax() / 4) {
      assertThat(leaves.size()).as("leaves of a small tree").isLessThanOrEqualTo(4);
    }
    if (largestElementBytes <= shape.leafBytesMax() / 8) {
      assertThat(leaves.size())
          .isLessThanOrEqualTo((int) (3 + 8 * leafBytes / shape.leafBytesMax()));
    }
  }

  private long below(int page, int level, boolean isFirst, boolean isLast) {
    assertThat(seen.add(page)).as("page %d is there once", page).isTrue();
    byte[] bytes = pages.read(page);
    if (level == state.depth) {
      leaves.add(page);
      leafBytes += bytes.length;
      assertThat(bytes).isNotEmpty();
      int count = read(bytes);
      assertThat(bytes.length <= shape.leafBytesMax() || count == 1).as("size of leaf").isTrue();
      return count;
    }
    InnerNode node = InnerNode.of(bytes, shape.ordered());
    assertThat(node.encode()).isEqualTo(bytes);
    assertThat(node.isTooLarge(shape)).isFalse();
    assertThat(node.size()).isGreaterThanOrEqualTo(level == 0 ? 2 : 1);
    long total = 0;
    for (int i = 0; i < node.size(); i++) {
      boolean first = isFirst && i == 0;
      boolean last = isLast && i == node.size() - 1;
      int from = elements.size();
      long count = below(node.child(i).page(), level + 1, first, last);
      int known = (first ? state.moreInFirst : 0) + (last ? state.moreInLast : 0);
      assertThat(node.child(i).count() + known).as("count below").isEqualTo(count);
      if (shape.ordered() && i > 0) {
        Bytes separator = node.child(i).separator();
        assertThat(elements.get(from - 1)).isLessThan(separator);
        assertThat(elements.get(from)).isGreaterThanOrEqualTo(separator);
      }
      total += count;
    }
    return total;
  }

  private int read(byte[] run) {
    int count = 0;
    for (int at = 0; at < run.length; at = PackedRun.end(run, at)) {
      Bytes element = PackedRun.element(run, at);
      largestElementBytes = Math.max(largestElementBytes, element.length());
      elements.add(element);
      count++;
    }
    return count;
  }
}
