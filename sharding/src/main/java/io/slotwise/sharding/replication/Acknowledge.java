package io.slotwise.sharding.replication;

/** Who has a write of a cluster before it is answered. */
public enum Acknowledge {
  /** The node that leads its shard: what is on its way to the others is lost with that node. */
  LEADER,

  /** A majority of the nodes that have a copy of its shard. */
  QUORUM
}
