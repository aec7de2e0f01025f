package io.slotwise.node.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/** What a node answers to CLUSTER STATUS. */
record ClusterReport(
    String cluster,
    long version,
    @JsonProperty("replicas_wanted") int replicasWanted,
    List<Node> nodes,
    List<Shard> shards) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final int SHORT_ID_CHARS = 8;

  /**
   * A node of the cluster.
   *
   * @param takesLeads false while it has said that it is to lead nothing; null from older nodes
   */
  record Node(
      String id,
      String host,
      int port,
      String state,
      boolean reachable,
      @JsonProperty("takes_leads") Boolean takesLeads,
      int copies,
      int leads) {

    boolean isToLeadNothing() {
      return takesLeads != null && !takesLeads;
    }

    String address() {
      return host + ":" + port;
    }

    String shortId() {
      return id.substring(0, SHORT_ID_CHARS);
    }
  }

  /**
   * A shard of the cluster.
   *
   * @param appliedIndex the last entry of its log that the answering node has applied; null where
   *     it has no copy
   * @param committedIndex the last one of which it knows that a majority has it
   */
  record Shard(
      int shard,
      @JsonProperty("first_slot") int firstSlot,
      @JsonProperty("last_slot") int lastSlot,
      String leader,
      List<String> voters,
      @JsonProperty("moving_to") List<String> movingTo,
      @JsonProperty("applied_index") Long appliedIndex,
      @JsonProperty("committed_index") Long committedIndex) {

    boolean isMoving() {
      return !movingTo.isEmpty();
    }
  }

  static ClusterReport of(String json) throws IOException {
    return JSON.readValue(json, ClusterReport.class);
  }

  /**
   * The node that a person means: by its id, the beginning of it, or its address.
   *
   * @throws IllegalArgumentException when that is none or several
   */
  Node find(String name) {
    List<Node> found =
        nodes.stream()
            .filter(node -> node.id().startsWith(name) || node.address().equals(name))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          (found.isEmpty() ? "no node is called " : "several nodes are called ")
              + name
              + "; there are "
              + nodes.stream().map(node -> node.shortId() + " (" + node.address() + ")").toList());
    }
    return found.get(0);
  }

  /** What people are shown of a node: its address. */
  String addressOf(String id) {
    return nodes.stream()
        .filter(node -> node.id().equals(id))
        .map(Node::address)
        .findFirst()
        .orElse(id == null ? "nobody" : id);
  }

  /** Whether every shard is led, is where it shall stay, and has as many copies as it can have. */
  boolean isSettled() {
    long takers = nodes.stream().filter(node -> node.state().equals("up")).count();
    long copies = Math.min(replicasWanted, takers % 2 == 0 ? Math.max(1, takers - 1) : takers);
    return !shards.isEmpty()
        && nodes.stream().noneMatch(node -> node.state().equals("joining"))
        && shards.stream()
            .allMatch(
                shard ->
                    shard.leader() != null && !shard.isMoving() && shard.voters().size() >= copies);
  }
}
