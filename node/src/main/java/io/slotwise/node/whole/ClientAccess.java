package io.slotwise.node.whole;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.PeerLink;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.Args;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.replication.SlotRange;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The cluster as one client of this node gets at it. */
final class ClientAccess implements ClusterAccess {

  private final ClientSession client;
  private final SlotOwners owners;
  private final DataStore store;
  private final ScheduledExecutorService timer;

  ClientAccess(
      ClientSession client, SlotOwners owners, DataStore store, ScheduledExecutorService timer) {
    this.client = client;
    this.owners = owners;
    this.store = store;
    this.timer = timer;
  }

  @Override
  public List<SlotRange> shards() {
    return owners.shards();
  }

  @Override
  public boolean isHere(int shard) {
    return owners.serves(owners.shards().get(shard).first());
  }

  @Override
  public SlotOwners.Owner leader(int shard) {
    return owners.otherOwner(owners.shards().get(shard).first());
  }

  @Override
  public List<SlotOwners.Owner> otherNodes() {
    return owners.otherNodes();
  }

  @Override
  public boolean isReachable(SlotOwners.Owner node) {
    return owners.isReachable(node);
  }

  @Override
  public AllKeys here(List<Integer> shards) {
    return new LedKeys(store, owners, shards.stream().map(owners.shards()::get).toList());
  }

  @Override
  public void ask(SlotOwners.Owner node, Args request, PeerLink.Receiver receiver) {
    client.peers().ask(node, request, receiver);
  }

  @Override
  public void onLoop(Runnable code) {
    try {
      client
          .connection()
          .execute(
              () -> {
                if (client.connection().isOpen()) {
                  code.run();
                }
              });
    } catch (RejectedExecutionException stopped) {
      // The loop has gone, and the client with it.
    }
  }

  @Override
  public void later(long delayMs, Runnable code) {
    timer.schedule(() -> onLoop(code), delayMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
