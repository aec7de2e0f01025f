package io.slotwise.ops.config;

import static io.slotwise.ops.config.Parameter.applied;
import static io.slotwise.ops.config.Parameter.ignored;
import static io.slotwise.ops.config.ParameterTypes.choice;
import static io.slotwise.ops.config.ParameterTypes.integer;
import static io.slotwise.ops.config.ParameterTypes.memory;
import static io.slotwise.ops.config.ParameterTypes.text;
import static io.slotwise.ops.config.ParameterTypes.yesNo;
import static io.slotwise.ops.config.StructuredTypes.hostName;
import static io.slotwise.ops.config.StructuredTypes.only;

import java.util.List;

/** The cluster; and replication and ACL, kept for tools that read and write them. */
final class ClusterParameters {

  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final long LONG_MAX = Long.MAX_VALUE;
  private static final String NO_REPLICAOF =
      "Slotwise does not replicate from a Redis server: see cluster-enabled and join";

  static final List<Parameter> ALL =
      List.of(
          ignored("acl-pubsub-default", choice("allchannels", "resetchannels"), "resetchannels"),
          ignored("aclfile", only("", "ACL files are not available in this version"), "").atStart(),
          ignored("acllog-max-len", integer(0, LONG_MAX), "128"),
          applied("cluster-acknowledge", choice("quorum", "leader"), "quorum").ofCluster(),
          ignored("cluster-allow-pubsubshard-when-down", yesNo(), "yes"),
          ignored("cluster-allow-reads-when-down", yesNo(), "no"),
          ignored("cluster-allow-replica-migration", yesNo(), "yes"),
          ignored("cluster-announce-bus-port", integer(0, 65535), "0"),
          ignored("cluster-announce-hostname", hostName(), ""),
          applied("cluster-announce-ip", text(), ""),
          ignored("cluster-announce-port", integer(0, 65535), "0"),
          ignored("cluster-announce-tls-port", integer(0, 65535), "0"),
          ignored("cluster-config-file", text(), "nodes.conf").atStart(),
          applied("cluster-client-port", integer(0, 65535), "0").atStart(),
          applied("cluster-enabled", yesNo(), "no").atStart(),
          applied("cluster-link-sendbuf-limit", memory(0, LONG_MAX), "0").ofCluster(),
          ignored("cluster-migration-barrier", integer(0, INT_MAX), "1"),
          ignored("cluster-node-timeout", integer(0, LONG_MAX), "15000"),
          applied("cluster-port", integer(0, 65535), "0").atStart(),
          ignored(
              "cluster-preferred-endpoint-type",
              choice("ip", "hostname", "unknown-endpoint"),
              "ip"),
          ignored("cluster-replica-no-failover", yesNo(), "no").alias("cluster-slave-no-failover"),
          ignored("cluster-replica-validity-factor", integer(0, INT_MAX), "10")
              .alias("cluster-slave-validity-factor"),
          applied("cluster-replicas", choice("1", "3", "5"), "3").atStart(),
          ignored("cluster-require-full-coverage", yesNo(), "yes"),
          applied("cluster-shards", integer(1, 256), "6").atStart(),
          applied("join", text(), "").atStart(),
          applied("masterauth", text(), ""),
          ignored("masteruser", text(), ""),
          applied("min-replicas-max-lag", integer(0, INT_MAX), "10").alias("min-slaves-max-lag"),
          applied("min-replicas-to-write", integer(0, INT_MAX), "0").alias("min-slaves-to-write"),
          ignored(
              "propagation-error-behavior",
              choice("ignore", "panic", "panic-on-replicas"),
              "ignore"),
          applied("raft-port", integer(0, 65535), "0").atStart(),
          ignored("repl-backlog-size", memory(1, LONG_MAX), "1048576"),
          ignored("repl-backlog-ttl", integer(0, LONG_MAX), "3600"),
          ignored("repl-disable-tcp-nodelay", yesNo(), "no"),
          ignored("repl-diskless-load", choice("disabled", "on-empty-db", "swapdb"), "disabled"),
          ignored("repl-diskless-sync", yesNo(), "yes"),
          ignored("repl-diskless-sync-delay", integer(0, INT_MAX), "5"),
          ignored("repl-diskless-sync-max-replicas", integer(0, INT_MAX), "0"),
          ignored("repl-ping-replica-period", integer(1, INT_MAX), "10")
              .alias("repl-ping-slave-period"),
          ignored("repl-timeout", integer(1, INT_MAX), "60"),
          ignored("replica-announce-ip", text(), "").alias("slave-announce-ip"),
          ignored("replica-announce-port", integer(0, 65535), "0").alias("slave-announce-port"),
          ignored("replica-announced", yesNo(), "yes"),
          ignored("replica-ignore-disk-write-errors", yesNo(), "no"),
          ignored("replica-ignore-maxmemory", yesNo(), "yes").alias("slave-ignore-maxmemory"),
          ignored("replica-lazy-flush", yesNo(), "no").alias("slave-lazy-flush"),
          ignored("replica-priority", integer(0, INT_MAX), "100").alias("slave-priority"),
          ignored("replica-read-only", yesNo(), "yes").alias("slave-read-only"),
          ignored("replica-serve-stale-data", yesNo(), "yes").alias("slave-serve-stale-data"),
          ignored("replicaof", only("", NO_REPLICAOF), "").atStart().alias("slaveof"));

  private ClusterParameters() {}
}
