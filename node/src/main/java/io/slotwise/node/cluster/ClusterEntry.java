package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a node knows of itself before it has asked anybody: its id and addresses, and the cluster
 * that its data folder says it is in.
 */
public final class ClusterEntry {

  private static final int ID_BYTES = 20;

  private final ClusterSettings settings;
  private final Path dir;
  private final Member self;
  private final ClusterMap saved;

  private ClusterEntry(ClusterSettings settings, Path dir, Member self, ClusterMap saved) {
    this.settings = settings;
    this.dir = dir;
    this.self = self;
    this.saved = saved;
  }

  /**
   * Reads the data folder.
   *
   * @throws IOException with a message for the operator
   */
  public static ClusterEntry of(ClusterSettings settings, Path dir, String nodeId, String version)
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
    boolean isMember = saved != null && saved.map().exists();
    if (isMember && !before.id().equals(nodeId)) {
      throw new IOException(
          "the data folder "
              + dir
              + " is node "
              + before.id()
              + "'s, but its file node-id says "
              + nodeId
              + ": was one of them copied from elsewhere?");
    }
    if (isMember) {
      checkAddress(before, self);
      checkLevel(saved.map());
    }
    return new ClusterEntry(settings, dir, self, isMember ? saved.map() : ClusterMap.NONE);
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

  /** Whether a data folder is that of a member of a cluster. */
  public static boolean isMember(Path dir) throws IOException {
    return new ClusterFile(dir).read() != null;
  }

  /** This node, with the ports that it has chosen. */
  public Member self() {
    return self;
  }

  /** Whether others have to be asked before there is a plan. */
  public boolean hasToJoin() {
    return !saved.exists() && !settings.seeds().isEmpty();
  }

  /** The plan of a node that need not ask: a member, or the first one of a cluster. */
  public ClusterPlan plan() {
    return saved.exists() ? plan(saved, saved.clusterId(), false) : forming();
  }

  /** The plan of a node that begins a cluster. */
  ClusterPlan forming() {
    return plan(ClusterMap.NONE, newId(), true);
  }

  /** The same as an operator wants it. */
  ClusterPlan forming(WaitingRoom.Wish wish) {
    return new ClusterPlan(
        settings.with(wish.shards(), wish.replicas()), dir, self, ClusterMap.NONE, newId(), true);
  }

  /** The plan of a node that has been taken in; its folder says so from now on. */
  ClusterPlan joined(ClusterMap map) throws IOException {
    new ClusterFile(dir).write(self, map);
    return plan(map, map.clusterId(), false);
  }

  private ClusterPlan plan(ClusterMap known, String clusterId, boolean forms) {
    return new ClusterPlan(settings, dir, self, known, clusterId, forms);
  }

  ClusterSettings settings() {
    return settings;
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
