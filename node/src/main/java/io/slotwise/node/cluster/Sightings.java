package io.slotwise.node.cluster;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Which members this node can reach, and since when. Written by one thread, read by any. */
final class Sightings {

  private final InstantSource clock;
  private final Map<String, Long> sinceMs = new ConcurrentHashMap<>();
  private volatile Set<String> reachable;

  /**
   * @param selfId a node reaches itself
   */
  Sightings(String selfId, InstantSource clock) {
    this.clock = clock;
    this.reachable = Set.of(selfId);
  }

  /** These are reachable now, and no others. */
  void look(Set<String> seen) {
    sinceMs.keySet().retainAll(seen);
    seen.forEach(id -> sinceMs.computeIfAbsent(id, any -> clock.millis()));
    reachable = Set.copyOf(seen);
  }

  Set<String> reachable() {
    return reachable;
  }

  /** Those that have been reachable for at least so long. */
  Set<String> reachableFor(Duration atLeast) {
    long latestMs = clock.millis() - atLeast.toMillis();
    return sinceMs.entrySet().stream()
        .filter(sighting -> sighting.getValue() <= latestMs)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Unix time since when a node has been reachable, or 0. */
  long sinceMs(String nodeId) {
    return sinceMs.getOrDefault(nodeId, 0L);
  }
}
