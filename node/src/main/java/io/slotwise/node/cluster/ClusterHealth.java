package io.slotwise.node.cluster;

import io.slotwise.node.health.Check;
import io.slotwise.node.health.LivenessWatch;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import io.slotwise.sharding.cluster.ShardPlacement;
import io.slotwise.sharding.replication.ShardRole;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * When a member may be sent clients: it belongs to the cluster, has the copies that the map gives
 * it and the room for them, and knows for each shard somebody who serves it, itself or one that it
 * can reach.
 */
public final class ClusterHealth {

  private final ClusterNode node;

  public ClusterHealth(ClusterNode node) {
    this.node = node;
  }

  /** What has to be well for clients to be sent here. */
  public List<Check> readiness() {
    return List.of(
        new Check("membership", this::membership),
        new Check("disk", node.disk()::shortage),
        new Check("replicas", this::replicas),
        new Check("leaders", this::leaders));
  }

  /** What has to be well for the node to be left running. */
  public List<Check> liveness() {
    return List.of(
        node.heartbeat()
            .check("cluster", "the thread that looks after it", LivenessWatch.SILENCE_MAX));
  }

  private String membership() {
    if (node.isStopping()) {
      return "this node leaves the others";
    }
    if (!node.map().exists()) {
      return "the cluster is being formed";
    }
    Member self = node.map().member(node.self().id());
    if (self == null) {
      return "this node is no member";
    }
    return self.state() == MemberState.JOINING ? "this node is joining" : null;
  }

  private String replicas() {
    ClusterMap map = node.map();
    String self = node.self().id();
    int copies = 0;
    for (ShardPlacement shard : map.shards()) {
      copies += shard.voters().size();
      if (shard.voters().contains(self) && !node.logs().hosted().contains(shard.shard())) {
        return "shard " + shard.shard() + " is not open yet";
      }
    }
    return isToBeGivenShards(map, copies) ? "this node has been given no shard yet" : null;
  }

  /** Where there are more nodes than copies, some have none for good. */
  private boolean isToBeGivenShards(ClusterMap map, int copies) {
    Member self = map.member(node.self().id());
    long takers = map.members().values().stream().filter(m -> m.state().takesShards()).count();
    return self != null
        && self.state().takesShards()
        && map.shardsOf(self.id()).isEmpty()
        && copies >= takers;
  }

  private String leaders() {
    List<Integer> without =
        node.map().shards().stream()
            .map(ShardPlacement::shard)
            .filter(shard -> !isServed(shard))
            .toList();
    return without.isEmpty() ? null : "nobody is known to serve shards " + without;
  }

  private boolean isServed(int shard) {
    if (node.logs().servingTerm(shard) > 0) {
      return true;
    }
    String leader = leaderOf(shard);
    return leader != null && !leader.equals(node.self().id()) && node.reachable().contains(leader);
  }

  /** A copy of our own knows sooner than news from others that a leader is gone. */
  private String leaderOf(int shard) {
    String told = node.routing().leaderOf(shard);
    if (!node.logs().hosted().contains(shard)) {
      return told;
    }
    try {
      ShardRole role = node.logs().role(shard);
      // One that is just being opened has not heard of its leader yet.
      boolean behind = role.leaderId() == null && role.term() < node.routing().termOf(shard);
      return behind ? told : role.leaderId();
    } catch (UncheckedIOException beingOpened) {
      return told;
    }
  }
}
