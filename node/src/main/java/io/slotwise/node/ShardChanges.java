package io.slotwise.node;

import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.connection.WaitingClients;
import io.slotwise.node.pubsub.PubSub;
import io.slotwise.node.tracking.KeyTracking;
import io.slotwise.sharding.replication.SlotRange;
import io.slotwise.sharding.slot.SlotTurns;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What clients have to be told when a shard gets another leader.
 *
 * @param threads for what looks at everything: not on a thread that replicates
 */
record ShardChanges(
    SlotOwners owners,
    SlotTurns turns,
    WaitingClients waiting,
    PubSub pubSub,
    KeyTracking tracking,
    Executor threads)
    implements SlotOwners.LeaveListener {

  @Override
  public void left(int firstSlot, int lastSlot) {
    waiting.leave(owners, firstSlot, lastSlot);
    later(() -> pubSub.leave(firstSlot, lastSlot));
    if (tracking.isOn()) {
      later(() -> forgetReads(firstSlot, lastSlot));
      tracking.onEachLoop(mode -> mode.broadcast(), client -> client.elsewhere().left());
    }
  }

  @Override
  public void leaderChanged(int shard) {
    if (!tracking.isOn()) {
      return;
    }
    tracking.onEachLoop(mode -> true, client -> client.elsewhere().leaderChanged(shard));
    SlotRange slots = owners.shards().get(shard);
    if (owners.serves(slots.first())) {
      // It may have led before, and another one in between.
      later(() -> forgetReads(slots.first(), slots.last()));
    }
  }

  /** Whoever was let in before may still read. */
  private void forgetReads(int firstSlot, int lastSlot) {
    for (int slot = firstSlot; slot <= lastSlot; slot++) {
      if (!turns.isIdle(slot)) {
        turns.runExclusively(slot, () -> {});
      }
    }
    tracking.leave(firstSlot, lastSlot);
  }

  private void later(Runnable code) {
    try {
      threads.execute(code);
    } catch (RejectedExecutionException stopped) {
      // The node stops, and its clients are gone.
    }
  }
}
