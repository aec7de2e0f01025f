package io.slotwise.node;

import io.slotwise.node.command.ClusterControl;
import io.slotwise.node.management.NodeViews;
import io.slotwise.node.management.ShardView;
import io.slotwise.ops.metrics.ShardFigures;
import io.slotwise.sharding.cluster.ShardRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the management port shows of the parts of a node. */
final class ManagementWiring {

  private ManagementWiring() {}

  /**
   * @param metrics see {@link NodeViews}
   */
  static NodeViews views(ServerParts parts, Function<String, CompletionStage<String>> metrics) {
    ClusterControl cluster = parts.cluster();
    return new NodeViews(
        parts.nodeId(), () -> cluster == null ? shardsOf(parts) : shardsOf(cluster), metrics);
  }

  /** This node's copies as metrics; a node alone replicates nothing. */
  static List<ShardFigures> figures(ClusterControl cluster) {
    if (cluster == null) {
      return List.of();
    }
    return cluster.replicas().stream()
        .map(
            replica ->
                new ShardFigures(
                    replica.shard(),
                    replica.leads() ? "leader" : "follower",
                    replica.term(),
                    replica.appliedIndex(),
                    replica.committedIndex()))
        .toList();
  }

  private static List<ShardView> shardsOf(ServerParts parts) {
    ShardRanges ranges = new ShardRanges(LoneMode.SHARD_COUNT);
    List<ShardView> shards = new ArrayList<>();
    for (int shard = 0; shard < ranges.shardCount(); shard++) {
      boolean served = parts.turns().serves(ranges.lastSlot(shard));
      shards.add(
          new ShardView(
              shard,
              ranges.firstSlot(shard),
              ranges.lastSlot(shard),
              served ? "served" : "leaderless",
              parts.nodeId(),
              List.of(),
              List.of(),
              0,
              "leader",
              null,
              null));
    }
    return shards;
  }

  private static List<ShardView> shardsOf(ClusterControl cluster) {
    Map<Integer, ClusterControl.Replica> copies =
        cluster.replicas().stream()
            .collect(Collectors.toMap(ClusterControl.Replica::shard, replica -> replica));
    List<ShardView> shards = new ArrayList<>();
    for (ClusterControl.Shard shard : cluster.snapshot().shards()) {
      shards.add(view(shards.size(), shard, copies.get(shards.size())));
    }
    return shards;
  }

  private static ShardView view(
      int number, ClusterControl.Shard shard, ClusterControl.Replica copy) {
    boolean moves = !shard.nextIds().isEmpty();
    return new ShardView(
        number,
        shard.first(),
        shard.last(),
        shard.leaderId() == null ? "leaderless" : moves ? "moving" : "served",
        shard.leaderId(),
        shard.replicaIds(),
        shard.nextIds(),
        shard.term(),
        copy == null ? "none" : copy.leads() ? "leader" : "follower",
        copy == null ? null : copy.appliedIndex(),
        copy == null ? null : copy.committedIndex());
  }
}
