package io.slotwise.sharding.replication;

import java.util.Objects;

/**
 * A node as the other members of its Raft groups know it.
 *
 * @param nodeId 40 hex digits
 * @param raftAddress host:port on which it speaks Raft
 */
public record Peer(String nodeId, String raftAddress) {

  /** Nothing of it may be null. */
  public Peer {
    Objects.requireNonNull(nodeId, "nodeId");
    Objects.requireNonNull(raftAddress, "raftAddress");
  }
}
