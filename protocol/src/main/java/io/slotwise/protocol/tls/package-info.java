/**
 * TLS: who this side is, whom it believes, and what speaks it. Knows the JDK alone; what moves the
 * bytes is elsewhere ({@code protocol.net}, Akka, Raft).
 */
package io.slotwise.protocol.tls;
