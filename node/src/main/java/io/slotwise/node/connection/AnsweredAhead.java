package io.slotwise.node.connection;

import java.util.HashMap;
import java.util.Map;

/**
 * Requests of a batch that another node has answered although one before them has to be tried
 * again: what it said waits for their place. Used on the event loop only.
 */
final class AnsweredAhead {

  private final Map<Integer, ForwardRun.Item> items = new HashMap<>(0);

  /**
   * @param index of the request in its batch
   */
  void put(int index, ForwardRun.Item item) {
    items.put(index, item);
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  boolean has(int index) {
    return !items.isEmpty() && items.containsKey(index);
  }

  /** The answered request, or null. */
  ForwardRun.Item get(int index) {
    return items.get(index);
  }

  /** The answered request, which is answered no more, or null. */
  ForwardRun.Item take(int index) {
    return items.remove(index);
  }

  /** A new batch. */
  void clear() {
    items.clear();
  }
}
