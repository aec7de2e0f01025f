/**
 * The keys and values of a node: {@link io.slotwise.sharding.store.NodeStore} opens them, {@link
 * io.slotwise.sharding.store.TurnKeyspace} is what commands read and write.
 *
 * <p>The idea: each slot has a table of entries in memory that is the cache of hot values and the
 * overlay of what is not on disk yet, at once. A commit appends its effects to the log and changes
 * the tables; a background thread brings changed entries to RocksDB later. {@code
 * ops/docs/storage.md} says what lies where.
 *
 * <p>Obligations of the caller:
 *
 * <ol>
 *   <li>hold the turn of every slot that a keyspace touches, from {@code begin} to {@code commit}
 *       or {@code rollback}, and end each with one of them;
 *   <li>never let an event loop use a keyspace with {@code mayBlock};
 *   <li>let replies wait for {@code dependsOn}.
 * </ol>
 */
package io.slotwise.sharding.store;
