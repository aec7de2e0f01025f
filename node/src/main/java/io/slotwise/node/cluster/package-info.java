/**
 * A node as a member of a cluster: it joins, hosts the shards that the cluster's map gives it,
 * serves those that it leads, tells the others so, and, while it leads the directory, plans what
 * moves next. Akka decides where slot entities run; Raft decides who may serve.
 *
 * <p>Wired by {@code io.slotwise.node}; connections see only {@link
 * io.slotwise.node.connection.SlotOwners}, commands only {@link
 * io.slotwise.node.command.ClusterFacts}.
 */
package io.slotwise.node.cluster;
