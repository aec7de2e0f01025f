/**
 * The connection flow: one Akka stream for each connection, from batches of requests to encoded
 * replies, in request order.
 *
 * <p>Everything in this package runs on the event loop that owns the socket. What {@code node}
 * plugs in ({@link io.slotwise.protocol.stream.RequestHandler}) owes it: never block, call {@link
 * io.slotwise.protocol.stream.ReplyWriter#finished()} exactly once for each batch, and come back to
 * the loop ({@link io.slotwise.protocol.stream.Connection#execute}) before touching the connection
 * again.
 */
package io.slotwise.protocol.stream;
