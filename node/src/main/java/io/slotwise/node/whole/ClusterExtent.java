package io.slotwise.node.whole;

import io.slotwise.node.connection.ClientSession;
import io.slotwise.node.connection.Extent;
import io.slotwise.node.connection.Face;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.api.Handler;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A member of a cluster. Clients of Redis Cluster have databases node by node, all others as if
 * there were one server.
 */
public final class ClusterExtent implements Extent {

  /** Stands for the node itself where the numbers of shards could stand. */
  public static final Bytes NODE = Bytes.of("-");

  private final SlotOwners owners;
  private final DataStore store;
  private final ScheduledExecutorService timer;

  /**
   * @param timer for short delays
   */
  public ClusterExtent(SlotOwners owners, DataStore store, ScheduledExecutorService timer) {
    this.owners = owners;
    this.store = store;
    this.timer = timer;
  }

  @Override
  public AllKeys keys(ClientSession session) {
    return session.face() == Face.CLUSTER
        ? ledHere()
        : new ClusterKeys(access(session), ThreadLocalRandom.current());
  }

  private AllKeys ledHere() {
    return new LedKeys(
        store,
        owners,
        owners.shards().stream().filter(shard -> owners.serves(shard.first())).toList());
  }

  @Override
  public CompletionStage<Reply> run(ClientSession session, Handler.OnEveryNode handler, Args args) {
    return new EveryNode(access(session)).run(session, handler, args);
  }

  @Override
  public boolean isCluster() {
    return true;
  }

  private ClusterAccess access(ClientSession session) {
    return new ClientAccess(session, owners, store, timer);
  }
}
