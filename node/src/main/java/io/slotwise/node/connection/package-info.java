/**
 * The state of connections and what stands between a request and its handler: the catalog that
 * knows every command ({@link io.slotwise.node.connection.CommandCatalog}), the session of a client
 * ({@link io.slotwise.node.connection.ClientSession}), and the gates in Redis's order ({@link
 * io.slotwise.node.connection.Gates}).
 *
 * <p>Whoever runs a request owes this room, in this order: {@code CommandCatalog.find}, {@code
 * Gates.check}, {@code Gates.mustWait}, {@code ClientSession.begin}, the handler, {@code
 * CommandStats.record}, {@code ClientSession.takesReply} before writing, {@code MonitorFeed.show}.
 * All of it on the event loop of the connection.
 */
package io.slotwise.node.connection;
