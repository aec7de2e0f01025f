package io.slotwise.sharding.api;

import java.util.Map;

/**
 * Figures of the store for INFO and metrics, in groups: {@code persistence}, {@code stats}, {@code
 * memory}, {@code rocksdb}, {@code slots}. Each value is a number or a short word; names carry
 * their unit.
 */
public record StoreStats(Map<String, Map<String, Object>> groups) {

  /** The figures of one group in their order, or an empty map. */
  public Map<String, Object> group(String name) {
    return groups.getOrDefault(name, Map.of());
  }
}
