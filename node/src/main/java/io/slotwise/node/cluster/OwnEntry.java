package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.replication.DirectoryLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the directory says of this node: it forms the cluster, or tells it where it is. One thing at
 * a time; what fails is tried again. Used by one thread, but for {@link #brings}.
 */
final class OwnEntry {

  private static final Logger LOG = LoggerFactory.getLogger(OwnEntry.class);

  private final ClusterPlan plan;
  private final DirectoryLog log;
  private volatile Map<String, String> libraries = Map.of();
  private volatile List<Integer> databasePlaces = List.of();
  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

  OwnEntry(ClusterPlan plan, DirectoryLog log) {
    this.plan = plan;
    this.log = log;
  }

  /** What the cluster is to have from the node that forms it. */
  void brings(Map<String, String> itsLibraries, List<Integer> itsDatabasePlaces) {
    libraries = itsLibraries;
    databasePlaces = itsDatabasePlaces;
  }

  /** Forms the cluster, if this node may. */
  void form() {
    if (log.leading() && underWay.isDone()) {
      propose(
          new ClusterChange.Create(
              plan.clusterId(),
              plan.shardCount(),
              plan.settings().replicas(),
              plan.self(),
              libraries,
              databasePlaces));
    }
  }

  /** Tells the cluster where this node is, when that is not what the map says. */
  void announce(ClusterMap map) {
    Member self = plan.self();
    Member known = map.member(self.id());
    if (known != null && !known.equals(self.in(known.state())) && underWay.isDone()) {
      propose(new ClusterChange.Announce(self));
    }
  }

  private void propose(ClusterChange change) {
    underWay =
        Directory.propose(log, change)
            .toCompletableFuture()
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.warn("event=not_announced change={} why={}", change, failure.toString());
                  }
                });
  }
}
