package io.slotwise.node.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node must know of its cluster before it starts.
 *
 * @param seeds where members may be found; empty for a node that forms a cluster, or is in one
 *     already
 * @param host under which others reach this node
 * @param port for clients that see one server, as other nodes know it: with TLS between nodes the
 *     one with TLS; 0 for any free one, like the others
 * @param shards of a cluster that it forms
 * @param replicas of each shard, likewise
 */
public record ClusterSettings(
    boolean enabled,
    List<Seed> seeds,
    String host,
    int port,
    int clusterClientPort,
    int busPort,
    int raftPort,
    int shards,
    int replicas) {

  private static final String HOME = "slotwise.server.";
  private static final String LOOPBACK = "127.0.0.1";
  private static final int CLUSTER_CLIENT_OFFSET = 1_000;
  private static final int BUS_OFFSET = 10_000;
  private static final int RAFT_OFFSET = 11_000;
  private static final int PORT_MAX = 65_535;

  public ClusterSettings {
    seeds = List.copyOf(seeds);
  }

  /**
   * Reads {@code slotwise.server}.
   *
   * @throws ConfigException naming the setting that cannot be used, and where it stands
   */
  public static ClusterSettings from(Config config) {
    List<Seed> seeds = seeds(config);
    boolean enabled = config.getBoolean(HOME + "cluster-enabled") || !seeds.isEmpty();
    int tlsPort = config.getInt(HOME + "tls-port");
    boolean secured = config.getBoolean(HOME + "tls-cluster");
    int port = secured ? tlsPort : config.getInt(HOME + "port");
    if (enabled && port == 0 && tlsPort != 0) {
      throw new ConfigException.BadValue(
          config.getValue(HOME + "port").origin(),
          HOME + "port",
          "is 0, but nodes find each other there: give it one, or have tls-cluster yes");
    }
    return new ClusterSettings(
        enabled,
        seeds,
        host(config),
        port,
        port(config, enabled, "cluster-client-port", CLUSTER_CLIENT_OFFSET),
        port(config, enabled, "cluster-port", BUS_OFFSET),
        port(config, enabled, "raft-port", RAFT_OFFSET),
        config.getInt(HOME + "cluster-shards"),
        config.getInt(HOME + "cluster-replicas"));
  }

  /** The same for another cluster to form; 0 leaves what there is. */
  ClusterSettings with(int otherShards, int otherReplicas) {
    return new ClusterSettings(
        enabled,
        seeds,
        host,
        port,
        clusterClientPort,
        busPort,
        raftPort,
        otherShards == 0 ? shards : otherShards,
        otherReplicas == 0 ? replicas : otherReplicas);
  }

  private static int port(Config config, boolean enabled, String name, int offset) {
    int given = config.getInt(HOME + name);
    int plain = config.getInt(HOME + "port");
    int clients = plain == 0 ? config.getInt(HOME + "tls-port") : plain;
    if (given != 0 || clients == 0 || !enabled) {
      return given;
    }
    if (clients + offset > PORT_MAX) {
      throw new ConfigException.BadValue(
          config.getValue(HOME + "port").origin(),
          HOME + name,
          "would be port + " + offset + " = " + (clients + offset) + ": give it a port of its own");
    }
    return clients + offset;
  }

  private static List<Seed> seeds(Config config) {
    List<Seed> seeds = new ArrayList<>();
    for (String word : config.getString(HOME + "join").split("[\\s,]+")) {
      if (word.isEmpty()) {
        continue;
      }
      Seed seed = Seed.parse(word);
      if (seed == null) {
        throw new ConfigException.BadValue(
            config.getValue(HOME + "join").origin(),
            HOME + "join",
            "should be host:port of members, or names with SRV records (_service._tcp.name), not "
                + word);
      }
      seeds.add(seed);
    }
    return seeds;
  }

  private static String host(Config config) {
    String announced = config.getString(HOME + "cluster-announce-ip").trim();
    if (!announced.isEmpty()) {
      return announced;
    }
    for (String word : config.getString(HOME + "bind").trim().split("\\s+")) {
      String address = word.startsWith("-") ? word.substring(1) : word;
      boolean any = address.equals("*") || address.equals("::*") || address.equals("0.0.0.0");
      if (!address.isEmpty() && !any) {
        return address;
      }
    }
    return LOOPBACK;
  }
}
