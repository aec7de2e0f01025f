/**
 * What this node says to the other nodes of its cluster by itself, besides what it passes on for a
 * client: published messages, and what its own subscribers want to hear. One connection to each
 * node, on one event loop; whoever has something to say puts it into a bounded queue from any
 * thread and never waits. Knows connections and pub/sub, and nothing of commands.
 */
package io.slotwise.node.peers;
