package io.slotwise.node.whole;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Databases;
import io.slotwise.node.connection.Face;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The databases of a member of a cluster: clients of Redis Cluster have them node by node, all
 * others as if there were one server.
 */
public final class ClusterDatabases implements Databases {

  private final SlotOwners owners;
  private final DataStore store;
  private final ScheduledExecutorService timer;

  /**
   * @param timer for short delays
   */
  public ClusterDatabases(SlotOwners owners, DataStore store, ScheduledExecutorService timer) {
    this.owners = owners;
    this.store = store;
    this.timer = timer;
  }

  @Override
  public AllKeys of(ClientSession session) {
    return session.face() == Face.CLUSTER
        ? ledHere()
        : new ClusterKeys(
            new ClientShardAccess(session, owners, store, timer), ThreadLocalRandom.current());
  }

  private AllKeys ledHere() {
    return new LedKeys(
        store,
        owners,
        owners.shards().stream().filter(shard -> owners.serves(shard.first())).toList());
  }
}
