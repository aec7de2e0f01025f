/**
 * Raft groups under the store, by Apache Ratis: the only room where its types are known.
 *
 * <p>Callers know it by the interfaces of {@link io.slotwise.sharding.replication} and, below the
 * store, as its log.
 */
package io.slotwise.sharding.log.raft;
