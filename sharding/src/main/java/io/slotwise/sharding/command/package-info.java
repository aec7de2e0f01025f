/**
 * What commands on keys do: one file a group, each command's spec directly above the code that
 * serves it. {@link io.slotwise.sharding.command.DataCommands} lists them all.
 *
 * <p>A handler parses, reads, decides, writes and answers, in this order and with Redis's order of
 * checks. It sees a {@link io.slotwise.sharding.api.Keyspace} and its arguments, and no socket,
 * clock or thread; only the commands that look at every slot are given the {@link
 * io.slotwise.sharding.api.DataStore}. No class here has state.
 */
package io.slotwise.sharding.command;
