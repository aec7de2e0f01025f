/**
 * The words that every other room shares: bytes, requests, replies, errors, slots, and what is
 * known about a command.
 *
 * <p>Nothing here blocks, logs or knows a socket. Callers owe it one thing: an array handed to
 * {@link io.slotwise.protocol.Bytes#wrap} or {@link io.slotwise.protocol.Args} is never written
 * again.
 */
package io.slotwise.protocol;
