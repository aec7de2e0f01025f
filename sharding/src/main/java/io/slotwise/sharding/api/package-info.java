/**
 * What the rest of the house may see of {@code sharding}: how a command is defined ({@link
 * io.slotwise.sharding.api.CommandDef}), the keys it may touch ({@link
 * io.slotwise.sharding.api.Keyspace}), the connection it came on ({@link
 * io.slotwise.sharding.api.Session}) and the node's store as a whole ({@link
 * io.slotwise.sharding.api.DataStore}).
 *
 * <p>A handler owes its caller: it is pure (a Keyspace in, a Reply and writes out), it never
 * blocks, logs, sleeps or asks for the time, and it makes no write before its last possible error.
 * It may be run again from the start when a value turns out to be on disk.
 */
package io.slotwise.sharding.api;
