/**
 * The server: the one place where the rooms of the house are wired together. {@link
 * io.slotwise.node.ServerNode} starts and stops the parts in order; {@code cli} is the command
 * line, {@code connection} serves requests, {@code command} holds the commands about connections
 * and the node. Nobody but {@code it} sees this module.
 */
package io.slotwise.node;
