package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.RoutingTable;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardRole;
import io.slotwise.sharding.slot.SlotTurns;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Opens slots when this node gains the right to serve their shard, and closes them when it loses
 * it. Thread-safe.
 */
final class ServedSlots {

  private final SlotTurns turns;
  private final RoutingTable routing;
  private final ShardLogs logs;
  private final ClusterOwners owners;

  /** How often each shard's role was told; what opens and closes slots holds it. */
  private final AtomicLongArray rolesTold;

  ServedSlots(SlotTurns turns, RoutingTable routing, ShardLogs logs, ClusterOwners owners) {
    this.turns = turns;
    this.routing = routing;
    this.logs = logs;
    this.owners = owners;
    this.rolesTold = new AtomicLongArray(routing.ranges().shardCount());
  }

  /** A shard has this role from now on. */
  void told(ShardRole role) {
    synchronized (rolesTold) {
      rolesTold.incrementAndGet(role.shard());
      openOrClose(role.shard(), role.leading());
    }
  }

  /**
   * What has been told may have been overtaken: the role itself says what is open. Unless one is
   * told just now: that one is newer.
   */
  void look(int shard) {
    long told = rolesTold.get(shard);
    boolean right = logs.role(shard).leading();
    synchronized (rolesTold) {
      if (rolesTold.get(shard) == told) {
        openOrClose(shard, right);
      }
    }
  }

  /** Every slot is looked at, for some may be open and some closed. */
  private void openOrClose(int shard, boolean right) {
    int first = routing.ranges().firstSlot(shard);
    int last = routing.ranges().lastSlot(shard);
    if (IntStream.rangeClosed(first, last).anyMatch(slot -> turns.serves(slot) != right)) {
      if (right) {
        turns.serve(first, last);
      } else {
        turns.leave(first, last);
        owners.left(first, last);
      }
    }
  }
}
