package io.slotwise.sharding.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Clusters for tests: nodes are numbers, their ids the number in 40 digits. */
final class Maps {

  static final String CLUSTER_ID = "c".repeat(40);

  private Maps() {}

  static String id(int node) {
    return String.valueOf((char) ('0' + node)).repeat(40);
  }

  static List<String> ids(int... nodes) {
    List<String> ids = new ArrayList<>();
    for (int node : nodes) {
      ids.add(id(node));
    }
    return ids;
  }

  static Member member(int node) {
    return new Member(
        id(node),
        "127.0.0.1",
        7000 + node,
        8000 + node,
        17000 + node,
        18000 + node,
        MemberState.UP,
        "1",
        1);
  }

  static ClusterMap ofOne(int shards, int replicas) {
    return new ClusterChange.Create(CLUSTER_ID, shards, replicas, member(0))
        .appliedTo(ClusterMap.NONE);
  }

  static ClusterMap joined(ClusterMap map, int node) {
    ClusterMap announced = new ClusterChange.Announce(member(node)).appliedTo(map);
    return new ClusterChange.SetState(id(node), MemberState.UP).appliedTo(announced);
  }

  /** How many copies each node holds. */
  static Map<String, Integer> copies(ClusterMap map) {
    Map<String, Integer> copies = new HashMap<>();
    map.members().keySet().forEach(id -> copies.put(id, 0));
    map.shards().forEach(shard -> shard.voters().forEach(id -> copies.merge(id, 1, Integer::sum)));
    return copies;
  }
}
