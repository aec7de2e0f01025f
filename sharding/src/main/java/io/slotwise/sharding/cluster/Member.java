package io.slotwise.sharding.cluster;

import java.util.regex.Pattern;

/**
 * A node of the cluster.
 *
 * @param id 40 hexadecimal digits
 * @param host the address under which the others and clients reach it
 * @param port for clients that see one server
 * @param clusterClientPort for clients of Redis Cluster
 * @param busPort of its actor system
 * @param raftPort where the shards' logs are replicated
 * @param version of the software it runs
 * @param featureLevel up to which it reads formats
 */
public record Member(
    String id,
    String host,
    int port,
    int clusterClientPort,
    int busPort,
    int raftPort,
    MemberState state,
    String version,
    int featureLevel) {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{40}");

  public Member {
    // Nodes of the first level do not say so.
    featureLevel = Math.max(1, featureLevel);
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("a node's id is 40 hexadecimal digits, not " + id);
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("node " + id + " has no address");
    }
  }

  /** The address of its replicated logs. */
  public String raftAddress() {
    return host + ":" + raftPort;
  }

  /** The same node in another state. */
  public Member in(MemberState other) {
    return new Member(
        id, host, port, clusterClientPort, busPort, raftPort, other, version, featureLevel);
  }
}
