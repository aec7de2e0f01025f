/**
 * The event loops and the sockets they own: the only room that knows Netty.
 *
 * <p>A connection lives and dies on the loop that accepted it, and its Akka stream runs on that
 * loop's own thread ({@link io.slotwise.protocol.net.LoopExecutorConfigurator}). What is written
 * during a turn of a loop leaves at the turn's end: one commit of the log for all of its
 * connections, then one flush for each ({@code ServerLoop}).
 *
 * <p>Whoever wires it owes it this order: event loops, actor system with their dispatchers, server;
 * and the reverse to stop.
 */
package io.slotwise.protocol.net;
