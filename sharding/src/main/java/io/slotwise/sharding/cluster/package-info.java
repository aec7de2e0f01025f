/**
 * What a cluster is: its members, which of them hold a copy of which shard, and what follows from
 * that. Pure data and pure decisions, without clocks, threads or a network: the directory
 * replicates the {@link io.slotwise.sharding.cluster.ClusterMap}, the node acts on it.
 *
 * <p>Who <em>leads</em> a shard is not part of the map, because Raft decides it: the {@link
 * io.slotwise.sharding.cluster.RoutingTable} holds what this node has heard of it.
 */
package io.slotwise.sharding.cluster;
