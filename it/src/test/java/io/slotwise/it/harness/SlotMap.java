package io.slotwise.it.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * Who has which slots, as one node says it: the reply of {@code CLUSTER SHARDS}.
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
    RawReply reply = clusterClient.call("CLUSTER", "SHARDS");
    if (!reply.isAggregate()) {
      throw new IllegalStateException("CLUSTER SHARDS answered " + reply);
    }
    List<Range> ranges = new ArrayList<>();
    for (RawReply shard : reply.children()) {
      List<RawReply> slots = field(shard, "slots").children();
      List<RawReply> nodes =
          field(shard, "nodes").children().stream().filter(SlotMap::isOnline).toList();
      List<String> leaders = addresses(nodes, "master");
      if (!leaders.isEmpty()) {
        ranges.add(
            new Range(
                (int) slots.get(0).asLong(),
                (int) slots.get(1).asLong(),
                leaders.get(0),
                addresses(nodes, "replica")));
      }
    }
    return new SlotMap(ranges);
  }

  private static boolean isOnline(RawReply node) {
    return field(node, "health").text().equals("online");
  }

  private static List<String> addresses(List<RawReply> nodes, String role) {
    return nodes.stream()
        .filter(node -> field(node, "role").text().equals(role))
        .map(node -> field(node, "ip").text() + ":" + field(node, "port").asLong())
        .sorted()
        .toList();
  }

  /** Of a map, which is names and values in turn. */
  private static RawReply field(RawReply map, String name) {
    List<RawReply> words = map.children();
    for (int i = 0; i < words.size(); i += 2) {
      if (words.get(i).text().equals(name)) {
        return words.get(i + 1);
      }
    }
    throw new IllegalStateException("no " + name + " in " + map);
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
