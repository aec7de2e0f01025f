package io.slotwise.sharding.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The libraries of functions that every node has.
 *
 * @param revision counts changes: who makes one says which revision it is based on
 * @param texts their code by the library's name, a char for each byte
 */
public record Libraries(long revision, Map<String, String> texts) {

  public static final Libraries NONE = new Libraries(0, Map.of());

  public Libraries {
    texts = Collections.unmodifiableMap(new TreeMap<>(texts));
  }

  /** The next revision. */
  Libraries with(Map<String, String> put, Collection<String> dropped) {
    Map<String, String> changed = new TreeMap<>(texts);
    changed.keySet().removeAll(dropped);
    changed.putAll(put);
    return new Libraries(revision + 1, changed);
  }
}
