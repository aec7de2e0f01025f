package io.slotwise.node.whole;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/** How another node is asked for its share of a command. */
final class Shares {

  private static final Bytes CLUSTER = Bytes.of("CLUSTER");
  private static final Bytes SHARE = Bytes.of("SHARE");

  private Shares() {}

  /**
   * The request.
   *
   * @param of numbers of shards between commas, or {@link ClusterExtent#NODE}
   * @param command with its arguments
   */
  static Args request(Bytes of, List<Bytes> command) {
    List<Bytes> words = new ArrayList<>(List.of(CLUSTER, SHARE, of));
    words.addAll(command);
    return Args.of(words.toArray(Bytes[]::new));
  }
}
