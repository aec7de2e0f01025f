package io.slotwise.sharding.collection;

/**
 * What the nodes of a {@link CountedTree} may be like.
 *
 * @param ordered whether elements are found by their bytes, in unsigned lexicographic order, and
 *     not by rank alone
 * @param wholeBytesMax a tree of up to this size needs no page; not above {@code leafBytesMax}
 * @param leafBytesMax the most bytes in a leaf of more than one element
 * @param innerBytesMax the most bytes in an inner node of more than {@link #CHILDREN_MIN} children
 */
public record TreeShape(boolean ordered, int wholeBytesMax, int leafBytesMax, int innerBytesMax) {

  /** Elements that have a rank and nothing else. */
  public static final TreeShape BY_RANK = new TreeShape(false, 1024, 1024, 1536);

  /** Elements in the order of their bytes. */
  public static final TreeShape BY_BYTES = new TreeShape(true, 1024, 1024, 1536);

  /** An inner node with so few children is never too large, however long its separators are. */
  static final int CHILDREN_MIN = 4;

  public TreeShape {
    if (wholeBytesMax > leafBytesMax) {
      throw new IllegalArgumentException("whole " + wholeBytesMax + " > leaf " + leafBytesMax);
    }
  }

  /** Whether a node of this size is better one with its neighbour. */
  static boolean isUnderfull(int bytes, int bytesMax) {
    return bytes < bytesMax / 4;
  }

  /** Whether two neighbours of together this size become one: with room left to grow. */
  static boolean mayMerge(int bytesTogether, int bytesMax) {
    return bytesTogether <= bytesMax - bytesMax / 4;
  }
}
