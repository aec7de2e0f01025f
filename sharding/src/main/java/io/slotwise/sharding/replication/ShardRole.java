package io.slotwise.sharding.replication;

/**
 * Who leads a shard, as one node knows it.
 *
 * @param term grows with each change of leader
 * @param leaderId the node, or null where none is known
 * @param leading whether this node is the leader, may serve the shard now, and is not about to give
 *     it away
 */
public record ShardRole(int shard, long term, String leaderId, boolean leading) {}
