/**
 * Published messages on their way from whoever publishes to those who have subscribed, on whatever
 * event loop they are. Knows connections and nothing of commands; the registry may be used from any
 * thread, what belongs to one client on its event loop only.
 */
package io.slotwise.node.pubsub;
