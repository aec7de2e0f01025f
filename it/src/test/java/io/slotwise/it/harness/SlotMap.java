package io.slotwise.it.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * Who has which slots, as one node says it: the reply of {@code CLUSTER SLOTS}.
 *
 * @param ranges in order of their slots
 */
public record SlotMap(List<Range> ranges) {

  private static final int SLOTS = 16_384;

  /**
   * Slots and their nodes.
   *
   * @param leader as {@code host:port}
   */
  public record Range(int first, int last, String leader, List<String> replicas) {}

  /** Asks a node for it, through the port for cluster clients. */
  static SlotMap of(RawClient clusterClient) {
    RawReply reply = clusterClient.call("CLUSTER", "SLOTS");
    if (!reply.isAggregate()) {
      throw new IllegalStateException("CLUSTER SLOTS answered " + reply);
    }
    List<Range> ranges = new ArrayList<>();
    for (RawReply range : reply.children()) {
      List<RawReply> parts = range.children();
      List<String> nodes = parts.subList(2, parts.size()).stream().map(SlotMap::address).toList();
      ranges.add(
          new Range(
              (int) parts.get(0).asLong(),
              (int) parts.get(1).asLong(),
              nodes.get(0),
              nodes.subList(1, nodes.size()).stream().sorted().toList()));
    }
    return new SlotMap(ranges);
  }

  private static String address(RawReply node) {
    return node.children().get(0).text() + ":" + node.children().get(1).asLong();
  }

  /** Whether every slot has a leader. */
  public boolean isServed() {
    return ranges.stream().mapToInt(range -> range.last() - range.first() + 1).sum() == SLOTS;
  }

  /** Whether every slot has a leader and so many nodes that follow it. */
  public boolean isWhole(int replicas) {
    return isServed() && ranges.stream().allMatch(range -> range.replicas().size() == replicas);
  }

  /** Who leads a slot; null when nobody is known to. */
  public String leaderOf(int slot) {
    return ranges.stream()
        .filter(range -> range.first() <= slot && slot <= range.last())
        .map(Range::leader)
        .findFirst()
        .orElse(null);
  }

  /** How many slots a node leads. */
  public int slotsLedBy(String address) {
    return ranges.stream()
        .filter(range -> range.leader().equals(address))
        .mapToInt(range -> range.last() - range.first() + 1)
        .sum();
  }
}
