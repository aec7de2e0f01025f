/**
 * What concerns a whole cluster, or a node's whole part in it: commands on whole databases, asked
 * of the leaders of all shards and put together.
 *
 * <p>Everything here happens on the event loop of the client that asks; what a node has to say for
 * its own shards comes from the store's threads.
 */
package io.slotwise.node.whole;
