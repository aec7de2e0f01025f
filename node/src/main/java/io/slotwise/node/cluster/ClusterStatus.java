package io.slotwise.node.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.slotwise.node.command.ClusterControl;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.RoutingTable;
import io.slotwise.sharding.cluster.ShardPlacement;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a cluster stands, for people and tools: what {@code slotwise cluster status} shows. Fields
 * are only ever added.
 */
final class ClusterStatus {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ClusterStatus() {}

  /** The id of the cluster that a status is of; empty when it is in none. */
  static String clusterOf(String status) throws IOException {
    return JSON.readTree(status).path("cluster").asText();
  }

  static String of(
      ClusterMap map,
      ClusterControl.Snapshot now,
      RoutingTable routing,
      ShardLogs logs,
      LeadKeeper leads,
      boolean leadsDirectory) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("cluster", map.clusterId());
    status.put("version", map.version());
    status.put("feature_level", map.featureLevel());
    status.put("replicas_wanted", map.replicas());
    status.put("leads_directory", leadsDirectory);
    status.put("nodes", now.nodes().stream().map(node -> node(map, now, leads, node)).toList());
    List<Object> shards = new ArrayList<>();
    for (ShardPlacement shard : map.shards()) {
      shards.add(shard(map, shard, routing, logs));
    }
    status.put("shards", shards);
    try {
      return JSON.writeValueAsString(status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the status cannot be written", e);
    }
  }

  private static Map<String, Object> node(
      ClusterMap map, ClusterControl.Snapshot now, LeadKeeper leads, ClusterControl.Node node) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", node.id());
    facts.put("host", node.host());
    facts.put("port", node.port());
    facts.put("cluster_client_port", node.clusterClientPort());
    facts.put("state", node.state());
    facts.put("reachable", node.reachable());
    facts.put("takes_leads", leads.mayBeGiven(node.id()));
    facts.put("copies", map.shardsOf(node.id()).size());
    facts.put("leads", now.shards().stream().filter(s -> node.id().equals(s.leaderId())).count());
    return facts;
  }

  private static Map<String, Object> shard(
      ClusterMap map, ShardPlacement shard, RoutingTable routing, ShardLogs logs) {
    int number = shard.shard();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("shard", number);
    facts.put("first_slot", map.ranges().firstSlot(number));
    facts.put("last_slot", map.ranges().lastSlot(number));
    facts.put("leader", routing.leaderOf(number));
    facts.put("voters", shard.voters());
    facts.put("moving_to", shard.next());
    if (logs.hosted().contains(number)) {
      replica(number, logs)
          .ifPresent(
              status -> {
                facts.put("term", status.term());
                facts.put("applied_index", status.appliedIndex());
                facts.put("committed_index", status.committedIndex());
              });
    }
    return facts;
  }

  /** A replica that is just being opened or dropped has nothing to tell. */
  static Optional<ShardStatus> replica(int shard, ShardLogs logs) {
    try {
      return Optional.of(logs.status(shard));
    } catch (IllegalStateException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
