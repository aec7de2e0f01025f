package io.slotwise.node.whole;

import io.slotwise.node.connection.PeerLink;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.protocol.Args;
import io.slotwise.sharding.api.AllKeys;
import io.slotwise.sharding.replication.SlotRange;
import java.util.List;

/**
 * What a command on a whole cluster uses of the node that it came to, and of its client. All of it,
 * but for {@link #onLoop}, on the client's event loop.
 */
interface ClusterAccess {

  /** The slots of every shard, in order. */
  List<SlotRange> shards();

  /** Whether this node serves a shard. */
  boolean isHere(int shard);

  /** The other node that serves a shard, or null. */
  SlotOwners.Owner leader(int shard);

  /** All nodes but this one. */
  List<SlotOwners.Owner> otherNodes();

  boolean isReachable(SlotOwners.Owner node);

  /** The keys of shards that this node serves. */
  AllKeys here(List<Integer> shards);

  /** Asks another node, in the client's database. */
  void ask(SlotOwners.Owner node, Args request, PeerLink.Receiver receiver);

  /** Has code run on the client's event loop; not at all when the client has gone. Any thread. */
  void onLoop(Runnable code);

  /** The same a little later. */
  void later(long delayMs, Runnable code);

  /** A monotonic clock. */
  long nanoTime();
}
