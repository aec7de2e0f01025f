package io.slotwise.sharding.replication;

/**
 * Who has a log up to some entry.
 *
 * @param here whether this node has
 * @param others how many other voters have
 */
public record Copies(boolean here, int others) {}
