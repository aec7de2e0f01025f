package io.slotwise.ops.metrics;

/**
 * How replication of one shard stands on this node.
 *
 * @param role {@code leader} or {@code follower}
 * @param appliedIndex of the last log entry that memory has
 * @param committedIndex of the last log entry that a majority has
 */
public record ShardFigures(
    int shard, String role, long term, long appliedIndex, long committedIndex) {}
