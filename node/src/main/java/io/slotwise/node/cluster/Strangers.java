package io.slotwise.node.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes of another cluster that speak to this one: to them its address is that of a member. That
 * member's folder was emptied and begins a cluster of its own now, or the address was given away
 * before the member was removed. Which of the two clusters is the right one only an operator knows,
 * so both say it and go on. Thread-safe.
 */
final class Strangers {

  private static final Duration SAID_FOR = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

  private final String clusterId;
  private final LongSupplier clockNanos;
  private final Map<String, Long> saidAtNanos = new ConcurrentHashMap<>();

  /**
   * @param clusterId this node's
   * @param clockNanos monotonic
   */
  Strangers(String clusterId, LongSupplier clockNanos) {
    this.clusterId = clusterId;
    this.clockNanos = clockNanos;
  }

  /**
   * Whether news come from another cluster.
   *
   * @param senderClusterId null where the sender does not say
   */
  boolean isOne(String senderClusterId) {
    return senderClusterId != null && !senderClusterId.equals(clusterId);
  }

  /**
   * One has spoken. That is said in the log, and not too often.
   *
   * @return whether it was said, and the other one is to hear of it too
   */
  boolean met(LeaderNews.Follows node) {
    long nowNanos = clockNanos.getAsLong();
    Long saidNanos = saidAtNanos.get(node.nodeId());
    if (saidNanos != null && nowNanos - saidNanos <= SAID_FOR.toNanos()) {
      return false;
    }
    saidAtNanos.put(node.nodeId(), nowNanos);
    LOG.error(
        "event=other_cluster node={} host={} cluster_port={} its_cluster={} own_cluster={}"
            + " why=\"one of the two takes the other one's address for that of a member\""
            + " next=\"a node that was in that cluster before and is to be there again: stop it,"
            + " empty its data folder, start it with --join; else remove that member there\"",
        node.nodeId(),
        node.host(),
        node.busPort(),
        node.clusterId(),
        clusterId);
    return true;
  }
}
