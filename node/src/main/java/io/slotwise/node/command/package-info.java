/**
 * The commands that concern connections and the node itself, no key: CLIENT, HELLO, COMMAND,
 * CLUSTER and their like. {@link io.slotwise.node.command.NodeCommands} lists them all.
 *
 * <p>They run on the connection's event loop and must not wait; those that take time answer with a
 * stage. Their sessions are always {@link io.slotwise.node.connection.ClientSession}s.
 */
package io.slotwise.node.command;
