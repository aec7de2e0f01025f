package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import java.nio.file.Path;

/**
 * What a node has found out before it takes part in a cluster: who it is, which cluster it is in,
 * and whether it is to form it.
 *
 * @param known the last map that it has seen; {@link ClusterMap#NONE} where it forms the cluster
 * @param clusterId of the cluster, also of the one that is to be formed
 * @param forms whether there is no cluster yet
 */
public record ClusterPlan(
    ClusterSettings settings,
    Path dir,
    Member self,
    ClusterMap known,
    String clusterId,
    boolean forms) {

  /** How many shards the cluster has. */
  public int shardCount() {
    return known.exists() ? known.shards().size() : settings.shards();
  }
}
