package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.ShardPlacement;
import io.slotwise.sharding.replication.DirectoryLog;
import io.slotwise.sharding.replication.Peer;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the replicas on this node what the map says: hosts what it is to have or to get, carries
 * out the moves of the shards that it leads, and drops what it is to have no longer. Every step may
 * be repeated, so whatever fails is tried again at the next call. Used by one thread.
 */
final class ShardKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(ShardKeeper.class);

  private final String selfId;
  private final ShardLogs logs;
  private final DirectoryLog directory;
  private final Map<Integer, CompletableFuture<Void>> underWay = new HashMap<>();

  ShardKeeper(String selfId, ShardLogs logs, DirectoryLog directory) {
    this.selfId = selfId;
    this.logs = logs;
    this.directory = directory;
  }

  /** Does the next step of each shard. */
  void keep(ClusterMap map) {
    for (ShardPlacement shard : map.shards()) {
      int number = shard.shard();
      boolean hosted = logs.hosted().contains(number);
      if (shard.holders().contains(selfId)) {
        if (!hosted) {
          step(number, "open", () -> open(map, shard));
        } else if (logs.isVotedOut(number) && !shard.voters().contains(selfId)) {
          // Given up and wanted again, and this node has seen only the map that wants it again.
          step(number, "drop", () -> logs.drop(number));
        } else if (shard.isMoving() && logs.role(number).leading()) {
          step(number, "move", () -> move(map, shard));
        }
      } else if (hosted) {
        step(number, "drop", () -> logs.drop(number));
      }
    }
  }

  /**
   * Only a shard that has no other voter may begin from nothing: with others it is learnt from
   * them, unless the disk has it.
   */
  private CompletionStage<Void> open(ClusterMap map, ShardPlacement shard) {
    boolean alone = shard.voters().equals(List.of(selfId));
    LOG.info("event=shard_opening shard={} alone={}", shard.shard(), alone);
    return logs.open(shard.shard(), alone ? peers(map.membersOf(shard.voters())) : List.of());
  }

  private CompletionStage<Void> move(ClusterMap map, ShardPlacement shard) {
    int number = shard.shard();
    List<Peer> wanted = peers(map.membersOf(shard.next()));
    ShardStatus status = logs.status(number);
    VoterStep step = VoterStep.next(selfId, status.voters(), wanted);
    LOG.info("event=shard_moving shard={} to={} step={}", number, shard.next(), step);
    if (step instanceof VoterStep.GiveLead give) {
      return logs.transferTo(number, heir(give.heirs(), shard.voters(), status));
    }
    VoterStep.Change change = (VoterStep.Change) step;
    CompletionStage<Void> taken = logs.changeVoters(number, change.voters());
    return change.last()
        ? taken.thenCompose(
            done -> Directory.propose(directory, new ClusterChange.EndMove(number, shard.next())))
        : taken;
  }

  /**
   * Whichever of them answered last, of those that have had the shard before the move: who gets it
   * now may have just started, and would be slow in taking over.
   */
  private static String heir(List<Peer> peers, List<String> before, ShardStatus status) {
    return status.followers().stream()
        .filter(follower -> ids(peers).contains(follower.nodeId()))
        .min(
            Comparator.comparing((ShardStatus.Follower it) -> !before.contains(it.nodeId()))
                .thenComparingLong(ShardStatus.Follower::lastContactMs))
        .map(ShardStatus.Follower::nodeId)
        .orElse(peers.get(0).nodeId());
  }

  private static List<String> ids(List<Peer> peers) {
    return peers.stream().map(Peer::nodeId).toList();
  }

  private interface Step {
    CompletionStage<Void> begin();
  }

  private void step(int shard, String name, Step step) {
    CompletableFuture<Void> before = underWay.get(shard);
    if (before != null && !before.isDone()) {
      return;
    }
    CompletableFuture<Void> now = step.begin().toCompletableFuture();
    underWay.put(shard, now);
    now.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            LOG.warn(
                "event=shard_step_failed step={} shard={} why={}", name, shard, failure.toString());
          } else {
            LOG.info("event=shard_step_done step={} shard={}", name, shard);
          }
        });
  }

  static List<Peer> peers(Collection<Member> members) {
    return members.stream().map(ShardKeeper::peer).toList();
  }

  static Peer peer(Member member) {
    return new Peer(member.id(), member.raftAddress());
  }
}
