package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.ListEnd;
import io.slotwise.sharding.collection.ListValue;
import io.slotwise.sharding.collection.TreeCursor;

/**
 * Looks for an element in a list, from an end on. A match near that end is found at once; a search
 * that takes long says so to the keyspace, so it must come before the first write.
 */
final class ListSearch {

  /** An event loop has time for so many. */
  private static final int VISITED_AT_ONCE = 1000;

  private final Keyspace keys;
  private final TreeCursor cursor;
  private final Bytes element;
  private final long visitsMax;
  private long visited;

  /**
   * @param visitsMax how many elements to look at, at most
   */
  ListSearch(Keyspace keys, ListValue list, ListEnd from, Bytes element, long visitsMax) {
    this.keys = keys;
    this.cursor = list.from(from);
    this.element = element;
    this.visitsMax = Math.min(visitsMax, list.length());
  }

  /** Goes on to the next match; false when there is none. */
  boolean next() {
    while (visited < visitsMax && cursor.next()) {
      visited++;
      if (visited == VISITED_AT_ONCE) {
        keys.willVisit(visitsMax);
      }
      if (cursor.isAt(element)) {
        return true;
      }
    }
    return false;
  }

  /** The index of the match in the list. */
  long index() {
    return cursor.rank();
  }
}
