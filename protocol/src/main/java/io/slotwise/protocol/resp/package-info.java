/**
 * The codec: bytes from the wire to requests ({@link io.slotwise.protocol.resp.RequestParser}),
 * replies to bytes ({@link io.slotwise.protocol.resp.ReplyEncoder}). The only room that knows how
 * RESP2 and RESP3 look.
 *
 * <p>Everything here belongs to one thread at a time, does no I/O and never blocks. Callers owe it
 * one thing: bytes handed to the parser are not written again, because requests are slices of them.
 */
package io.slotwise.protocol.resp;
