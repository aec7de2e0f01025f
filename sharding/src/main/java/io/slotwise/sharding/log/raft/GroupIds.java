package io.slotwise.sharding.log.raft;

import io.slotwise.sharding.replication.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/** The names that a cluster's groups and nodes have in Raft. */
final class GroupIds {

  private static final long DIRECTORY = 1L << 32;

  private final long cluster;

  GroupIds(String clusterId) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(clusterId.getBytes(StandardCharsets.UTF_8));
      cluster = ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  RaftGroupId ofShard(int shard) {
    return RaftGroupId.valueOf(new UUID(cluster, shard + 1L));
  }

  RaftGroupId directory() {
    return RaftGroupId.valueOf(new UUID(cluster, DIRECTORY));
  }

  boolean isDirectory(RaftGroupId group) {
    return group.equals(directory());
  }

  /**
   * The shard of a group.
   *
   * @throws IllegalStateException if it is none of this cluster
   */
  int shardOf(RaftGroupId group, int shardCount) {
    long number = group.getUuid().getLeastSignificantBits();
    if (group.getUuid().getMostSignificantBits() != cluster || number < 1 || number > shardCount) {
      throw new IllegalStateException(
          "the folder of logs has a group that is none of this cluster's: " + group.getUuid());
    }
    return (int) (number - 1);
  }

  /** All of equal priority: a preferred leader would be handed the lead back by itself. */
  static RaftPeer raftPeer(Peer peer) {
    return RaftPeer.newBuilder().setId(peer.nodeId()).setAddress(peer.raftAddress()).build();
  }

  static Peer peer(RaftPeer peer) {
    return new Peer(peer.getId().toString(), peer.getAddress());
  }

  static Peer peer(RaftPeerProto peer) {
    return new Peer(peer.getId().toStringUtf8(), peer.getAddress());
  }

  static RaftPeerId id(String nodeId) {
    return RaftPeerId.valueOf(nodeId);
  }

  static RaftGroup group(RaftGroupId id, List<Peer> voters) {
    return RaftGroup.valueOf(id, voters.stream().map(GroupIds::raftPeer).toList());
  }
}
