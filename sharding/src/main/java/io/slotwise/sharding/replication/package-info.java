/**
 * Replicated logs as the rest of a node sees them: which shards it hosts, who leads them, and how
 * that is changed. {@code io.slotwise.sharding.log.raft} has the implementation.
 *
 * <p>Obligations of the caller:
 *
 * <ol>
 *   <li>serve a shard only while {@link io.slotwise.sharding.replication.ShardLogs#servingTerm}
 *       says so, and not on another's word;
 *   <li>return soon from a listener: it is called by the threads that replicate;
 *   <li>never wait for a stage on an event loop.
 * </ol>
 */
package io.slotwise.sharding.replication;
