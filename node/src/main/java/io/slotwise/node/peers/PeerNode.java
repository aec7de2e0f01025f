package io.slotwise.node.peers;

/**
 * Another node and where it is spoken to.
 *
 * @param id 40 hexadecimal digits
 * @param port for clients of Redis Cluster, who are passed on nowhere
 */
public record PeerNode(String id, String host, int port) {}
