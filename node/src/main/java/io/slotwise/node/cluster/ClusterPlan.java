package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterCodec;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node has found out before it starts in a cluster: who it is, which cluster it is in, and
 * whether it is to form it.
 *
 * @param known the last map that it has seen; {@link ClusterMap#NONE} where it forms the cluster
 * @param clusterId of the cluster, also of the one that is to be formed
 * @param forms whether there is no cluster yet
 */
public record ClusterPlan(
    ClusterSettings settings,
    Path dir,
    Member self,
    ClusterMap known,
    String clusterId,
    boolean forms) {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterPlan.class);
  private static final Duration JOIN_MAX = Duration.ofSeconds(60);
  private static final Duration JOIN_PAUSE = Duration.ofMillis(500);
  private static final int ID_BYTES = 20;

  /** How many shards the cluster has. */
  public int shardCount() {
    return known.exists() ? known.shards().size() : settings.shards();
  }

  /** Whether a data folder is that of a member of a cluster. */
  public static boolean isMember(Path dir) throws IOException {
    return new ClusterFile(dir).read() != null;
  }

  /**
   * Finds out: from the data folder, from the member to be joined, or not at all. Waits for the
   * network.
   *
   * @param password of the member to be joined; empty for none
   * @throws IOException with a message for the operator
   */
  public static ClusterPlan make(
      ClusterSettings settings, Path dir, String nodeId, String version, String password)
      throws IOException {
    ClusterFile.Content saved = new ClusterFile(dir).read();
    Member before = saved == null ? null : saved.self();
    Member self =
        new Member(
            nodeId,
            settings.host(),
            port(settings.port(), before == null ? 0 : before.port()),
            port(settings.clusterClientPort(), before == null ? 0 : before.clusterClientPort()),
            port(settings.busPort(), before == null ? 0 : before.busPort()),
            port(settings.raftPort(), before == null ? 0 : before.raftPort()),
            MemberState.JOINING,
            version,
            ClusterMap.FEATURE_LEVEL);
    if (saved != null && saved.map().exists()) {
      if (!saved.self().id().equals(nodeId)) {
        throw new IOException(
            "the data folder "
                + dir
                + " is node "
                + saved.self().id()
                + "'s, but its file node-id says "
                + nodeId
                + ": was one of them copied from elsewhere?");
      }
      checkAddress(saved.self(), self);
      checkLevel(saved.map());
      return new ClusterPlan(settings, dir, self, saved.map(), saved.map().clusterId(), false);
    }
    if (settings.joinAt() == null) {
      return new ClusterPlan(settings, dir, self, ClusterMap.NONE, newId(), true);
    }
    ClusterMap map = join(settings.joinAt(), self, password);
    new ClusterFile(dir).write(self, map);
    return new ClusterPlan(settings, dir, self, map, map.clusterId(), false);
  }

  /** The others go on looking for it where it was: Raft keeps the addresses of voters. */
  private static void checkAddress(Member before, Member self) throws IOException {
    if (!before.raftAddress().equals(self.raftAddress())) {
      throw new IOException(
          "this node is known to its cluster at "
              + before.raftAddress()
              + " and cannot come back at "
              + self.raftAddress()
              + ": start it with --cluster-announce-ip "
              + before.host()
              + " --raft-port "
              + before.raftPort()
              + ", or remove it (slotwise cluster remove) and let it join with an empty data folder");
    }
  }

  private static void checkLevel(ClusterMap map) throws IOException {
    if (map.featureLevel() > ClusterMap.FEATURE_LEVEL) {
      throw new IOException(
          "this node's cluster writes formats of level "
              + map.featureLevel()
              + ", and this version of Slotwise reads them up to level "
              + ClusterMap.FEATURE_LEVEL
              + ": start it with the version that the other nodes have");
    }
  }

  private static ClusterMap join(InetSocketAddress member, Member self, String password)
      throws IOException {
    String asJson = new String(ClusterCodec.encode(self), StandardCharsets.UTF_8);
    long endNanos = System.nanoTime() + JOIN_MAX.toNanos();
    while (true) {
      try (RespCall call = RespCall.open(member.getHostString(), member.getPort(), password)) {
        String map = call.ask(List.of("CLUSTER", "JOIN", asJson));
        return ClusterCodec.map(map.getBytes(StandardCharsets.UTF_8));
      } catch (RespCall.RefusedException e) {
        if (!e.getMessage().startsWith("TRYAGAIN")) {
          throw new IOException(
              "the cluster at " + text(member) + " does not take this node: " + e.getMessage(), e);
        }
        pause(endNanos, member, e);
      } catch (IOException e) {
        pause(endNanos, member, e);
      }
    }
  }

  private static void pause(long endNanos, InetSocketAddress member, IOException why)
      throws IOException {
    if (System.nanoTime() - endNanos > 0) {
      throw new IOException(
          "no member could be joined at "
              + text(member)
              + " within "
              + JOIN_MAX.toSeconds()
              + " s: "
              + why,
          why);
    }
    LOG.info("event=join_waits member={} why={}", text(member), why.toString());
    LockSupport.parkNanos(JOIN_PAUSE.toNanos());
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static int port(int wanted, int before) throws IOException {
    if (wanted != 0) {
      return wanted;
    }
    if (before != 0) {
      return before;
    }
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  private static String newId() {
    byte[] random = new byte[ID_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
