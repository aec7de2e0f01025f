package io.slotwise.node.connection;

import io.slotwise.sharding.replication.SlotRange;
import java.util.List;

/**
 * Who serves which slot, and which other nodes there are, as far as this node knows at the moment.
 * Asked on event loops: answers come from memory.
 */
public interface SlotOwners {

  /**
   * A node that serves slots.
   *
   * @param id 40 hexadecimal digits
   * @param port for clients that see one server
   * @param clusterClientPort for clients of Redis Cluster
   */
  record Owner(String id, String host, int port, int clusterClientPort) {}

  /** A node without a cluster serves everything itself. */
  SlotOwners ALONE =
      new SlotOwners() {
        @Override
        public boolean isClustered() {
          return false;
        }

        @Override
        public boolean serves(int slot) {
          return true;
        }

        @Override
        public boolean hasRight(int slot) {
          return true;
        }

        @Override
        public int shardOf(int slot) {
          return 0;
        }

        @Override
        public List<SlotRange> shards() {
          return List.of(SlotRange.ALL);
        }

        @Override
        public Owner otherOwner(int slot) {
          return null;
        }

        @Override
        public List<Owner> otherNodes() {
          return List.of();
        }

        @Override
        public boolean isReachable(Owner node) {
          return false;
        }
      };

  /** Hears that other nodes serve slots from now on, on any thread; must be quick. */
  @FunctionalInterface
  interface LeaveListener {
    void left(int firstSlot, int lastSlot);

    /**
     * A shard has another leader, or one and the same in a new term; after {@link #left} where this
     * node led it.
     */
    default void leaderChanged(int shard) {}
  }

  /** From now on tells the listener; a node alone never leaves a slot. */
  default void onLeave(LeaveListener listener) {}

  /** Whether there may be other nodes; never changes. */
  boolean isClustered();

  /** Whether this node takes requests on the slot, so far as it knows: cheap. */
  boolean serves(int slot);

  /**
   * Whether this node has the right to serve the slot at this moment: nobody else has changed what
   * was read before this was asked.
   */
  boolean hasRight(int slot);

  /** The shard of a slot: commands touch keys of one shard only. */
  int shardOf(int slot);

  /** The slots of every shard, in order. */
  List<SlotRange> shards();

  /**
   * The other node that serves the slot; null when nobody is known to, or when it is this node that
   * is about to.
   */
  Owner otherOwner(int slot);

  /** All other nodes of the cluster, whether they serve anything or not. */
  List<Owner> otherNodes();

  /** Whether another node is there, as far as this one can see. */
  boolean isReachable(Owner node);
}
