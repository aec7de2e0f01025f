package io.slotwise.sharding.replication;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who has a write of a cluster before it is answered. */
public enum Acknowledge {
  /** The node that leads its shard: what is on its way to the others is lost with that node. */
  LEADER,

  /** A majority of the nodes that have a copy of its shard. */
  QUORUM;

  /** The word used in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException naming the words that are allowed
   */
  public static Acknowledge ofWord(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a write is acknowledged by one of "
                        + Arrays.stream(values())
                            .map(Acknowledge::word)
                            .collect(Collectors.joining(", "))
                        + ", not '"
                        + word
                        + "'"));
  }
}
