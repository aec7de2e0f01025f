package io.slotwise.ops.config;

import java.util.List;
import java.util.Map;

/**
 * One dial under three names: {@code durability}, and Redis's {@code appendonly} with {@code
 * appendfsync}. Without a log ({@code appendonly no}) durability is {@code memory}; with one it is
 * what {@code appendfsync} says.
 */
final class DurabilityWords {

  static final String DURABILITY = "durability";
  static final String APPEND_ONLY = "appendonly";
  static final String APPEND_FSYNC = "appendfsync";

  static final List<String> ALL = List.of(DURABILITY, APPEND_ONLY, APPEND_FSYNC);

  private static final String MEMORY = "memory";
  private static final Map<String, String> FSYNC_OF =
      Map.of("os", "no", "everysec", "everysec", "fsync", "always");
  private static final Map<String, String> DURABILITY_OF =
      Map.of("no", "os", "everysec", "everysec", "always", "fsync");

  private DurabilityWords() {}

  static boolean isOne(String name) {
    return ALL.contains(name);
  }

  /**
   * Makes the three agree after one of them was put into {@code values}.
   *
   * @param changed the one that the others follow
   */
  static void agree(Map<String, String> values, String changed) {
    if (changed.equals(DURABILITY)) {
      String durability = values.get(DURABILITY);
      values.put(APPEND_ONLY, durability.equals(MEMORY) ? "no" : "yes");
      if (!durability.equals(MEMORY)) {
        values.put(APPEND_FSYNC, FSYNC_OF.get(durability));
      }
    } else if (changed.equals(APPEND_ONLY) || changed.equals(APPEND_FSYNC)) {
      boolean log = values.get(APPEND_ONLY).equals("yes");
      values.put(DURABILITY, log ? DURABILITY_OF.get(values.get(APPEND_FSYNC)) : MEMORY);
    }
  }
}
