package io.slotwise.node.cluster;

import io.slotwise.node.connection.SlotOwners;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.RoutingTable;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.slot.SlotTurns;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Who serves which slot, as the map, the news of leaders and this node's own rights say. For any
 * thread.
 */
final class ClusterOwners implements SlotOwners {

  private final Member self;
  private final Directory directory;
  private final RoutingTable routing;
  private final ShardLogs logs;
  private final SlotTurns turns;
  private final Supplier<Set<String>> reachable;
  private final List<SlotRange> shards;
  private volatile LeaveListener leaveListener = (firstSlot, lastSlot) -> {};

  ClusterOwners(
      Member self,
      Directory directory,
      RoutingTable routing,
      ShardLogs logs,
      SlotTurns turns,
      Supplier<Set<String>> reachable) {
    this.self = self;
    this.directory = directory;
    this.routing = routing;
    this.logs = logs;
    this.turns = turns;
    this.reachable = reachable;
    int count = routing.ranges().shardCount();
    this.shards = IntStream.range(0, count).mapToObj(i -> SlotRange.ofShard(i, count)).toList();
  }

  /** Other nodes serve these slots from now on. */
  void left(int firstSlot, int lastSlot) {
    leaveListener.left(firstSlot, lastSlot);
  }

  /** Another node says that it leads. */
  void heard(LeaderNews.Led led) {
    if (led.shard() >= 0
        && led.shard() < routing.ranges().shardCount()
        && routing.learn(led.shard(), led.term(), led.nodeId())) {
      leaderChanged(led.shard());
    }
  }

  /** A shard has another leader, or one and the same in a new term. */
  void leaderChanged(int shard) {
    leaveListener.leaderChanged(shard);
  }

  @Override
  public void onLeave(LeaveListener listener) {
    leaveListener = listener;
  }

  @Override
  public boolean isClustered() {
    return true;
  }

  @Override
  public boolean serves(int slot) {
    return turns.serves(slot);
  }

  @Override
  public boolean hasRight(int slot) {
    return logs.servingTerm(shardOf(slot)) > 0;
  }

  @Override
  public int shardOf(int slot) {
    return routing.ranges().shardOf(slot);
  }

  @Override
  public List<SlotRange> shards() {
    return shards;
  }

  @Override
  public Owner otherOwner(int slot) {
    Member leader = directory.map().member(routing.leaderOfSlot(slot));
    return leader == null || leader.id().equals(self.id()) ? null : owner(leader);
  }

  @Override
  public List<Owner> otherNodes() {
    return directory.map().members().values().stream()
        .filter(member -> !member.id().equals(self.id()))
        .map(ClusterOwners::owner)
        .toList();
  }

  private static Owner owner(Member member) {
    return new Owner(member.id(), member.host(), member.port(), member.clusterClientPort());
  }

  @Override
  public boolean isReachable(Owner node) {
    return reachable.get().contains(node.id());
  }
}
