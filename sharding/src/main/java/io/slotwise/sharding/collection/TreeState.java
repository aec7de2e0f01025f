package io.slotwise.sharding.collection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is known of a {@link CountedTree} apart from its pages; it is kept in the value of the key,
 * or wherever the owner of the tree has room.
 *
 * <pre>
 * 0 | count varint | the only leaf, a run                                                no pages
 * 1 | root u32 | depth u8 | count u64 | first leaf u32 | last leaf u32
 *   | more in the first leaf s32 | more in the last leaf s32                             pages
 * </pre>
 *
 * What is added or removed in the first and the last leaf changes no count in the nodes above: it
 * is noted here, until the form of the tree changes or somebody settles it. So a change at an end,
 * which is what queues and streams are made of, costs one page and no way down the tree.
 */
final class TreeState {

  /** In place of a page's number: the leaf is here. */
  static final int NO_PAGE = 0;

  private static final byte WHOLE = 0;
  private static final byte PAGED = 1;
  private static final int PAGED_BYTES = 1 + 4 + 1 + 8 + 4 + 4 + 4 + 4;

  /** The only leaf of a tree without pages. */
  byte[] whole = PackedRun.EMPTY;

  int root = NO_PAGE;

  /** How many inner nodes are above each leaf. */
  int depth;

  long count;

  /** The pages of the leaves at the ends, or {@link #NO_PAGE} while it is not known. */
  int firstLeaf = NO_PAGE;

  int lastLeaf = NO_PAGE;

  /** What the counts in the nodes above the leaves at the ends do not know yet. */
  int moreInFirst;

  int moreInLast;

  boolean isPaged() {
    return root != NO_PAGE;
  }

  int bytes() {
    return isPaged() ? PAGED_BYTES : 1 + Varint.size((int) count) + whole.length;
  }

  /** Writes the state and returns where the next byte goes. */
  int writeTo(byte[] target, int from) {
    if (!isPaged()) {
      target[from] = WHOLE;
      int at = Varint.write(target, from + 1, (int) count);
      System.arraycopy(whole, 0, target, at, whole.length);
      return at + whole.length;
    }
    return ByteBuffer.wrap(target, from, PAGED_BYTES)
        .put(PAGED)
        .putInt(root)
        .put((byte) depth)
        .putLong(count)
        .putInt(firstLeaf)
        .putInt(lastLeaf)
        .putInt(moreInFirst)
        .putInt(moreInLast)
        .position();
  }

  /**
   * Reads a state.
   *
   * @param to where it ends
   */
  static TreeState read(byte[] source, int from, int to) {
    TreeState state = new TreeState();
    if (source[from] == WHOLE) {
      state.count = Varint.read(source, from + 1);
      int at = from + 1 + Varint.size((int) state.count);
      state.whole = Arrays.copyOfRange(source, at, to);
      return state;
    }
    ByteBuffer buffer = ByteBuffer.wrap(source, from + 1, to - from - 1);
    state.whole = null;
    state.root = buffer.getInt();
    state.depth = buffer.get();
    state.count = buffer.getLong();
    state.firstLeaf = buffer.getInt();
    state.lastLeaf = buffer.getInt();
    state.moreInFirst = buffer.getInt();
    state.moreInLast = buffer.getInt();
    return state;
  }
}
