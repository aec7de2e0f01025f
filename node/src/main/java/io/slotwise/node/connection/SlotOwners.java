package io.slotwise.node.connection;

import java.util.List;

/**
 * Who serves which slot, as far as this node knows at the moment. Asked on event loops: answers
 * come from memory.
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
        public Owner otherOwner(int slot) {
          return null;
        }
      };

  /** The other nodes of the cluster, whether or not they can be reached. */
  default List<Owner> otherNodes() {
    return List.of();
  }

  /** Hears that other nodes serve slots from now on, on any thread; must be quick. */
  @FunctionalInterface
  interface LeaveListener {
    void left(int firstSlot, int lastSlot);
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

  /**
   * The other node that serves the slot; null when nobody is known to, or when it is this node that
   * is about to.
   */
  Owner otherOwner(int slot);
}
