package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;

/**
 * Goes through elements of a {@link CountedTree}, until the tree changes.
 *
 * <pre>{@code
 * TreeCursor elements = tree.forward(rank);
 * while (elements.next()) { ... elements.element() ... }
 * }</pre>
 */
public final class TreeCursor {

  private final TreeWalk walk;
  private final TreePath path;
  private final boolean forward;
  private long rank;

  /** Where the elements of the leaf are; read one by one going forward, all at once going back. */
  private int[] places;

  private int place;
  private int elementAt;
  private int nextAt;

  TreeCursor(TreeWalk walk, TreePath path, long rank, boolean forward) {
    this.walk = walk;
    this.path = path;
    this.forward = forward;
    this.rank = forward ? rank - 1 : rank + 1;
    this.nextAt = path.at;
    if (!forward) {
      places = PackedRun.places(path.run);
      place = (int) (rank + 1 - walk.startOf(path));
    }
  }

  /** Goes on to the next element, or to the first one at the beginning; false behind the last. */
  public boolean next() {
    return forward ? nextForward() : nextBackward();
  }

  private boolean nextForward() {
    if (nextAt == path.run.length) {
      if (!walk.toNextLeaf(path, true)) {
        return false;
      }
      nextAt = 0;
    }
    elementAt = nextAt;
    nextAt = PackedRun.end(path.run, elementAt);
    rank++;
    return true;
  }

  private boolean nextBackward() {
    if (place == 0) {
      if (!walk.toNextLeaf(path, false)) {
        return false;
      }
      places = PackedRun.places(path.run);
      place = places.length;
    }
    place--;
    elementAt = places[place];
    rank--;
    return true;
  }

  /** The rank of the element. */
  public long rank() {
    return rank;
  }

  /** The element, sharing the array of its page. */
  public Bytes element() {
    return PackedRun.element(path.run, elementAt);
  }

  /** Whether the element has these bytes. */
  public boolean isAt(Bytes bytes) {
    return element().equals(bytes);
  }
}
