package io.slotwise.node.cluster;

import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import io.slotwise.sharding.cluster.ReplicaPlanner;
import io.slotwise.sharding.replication.DirectoryLog;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the leader of the directory does: makes every member a voter of the directory, lets it take
 * shards then, forgets who has left, and begins the moves that the planner wants. One thing at a
 * time; each may be repeated. Used by one thread.
 */
final class DirectoryKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryKeeper.class);

  /** Each costs the nodes a copy of a shard's data. */
  private static final int MOVES_AT_ONCE = 2;

  private final String selfId;
  private final DirectoryLog directory;
  private final ReplicaPlanner planner = new ReplicaPlanner(MOVES_AT_ONCE);

  /** The voters that this leader has made sure of; empty when it has just begun to lead. */
  private Set<String> voters = Set.of();

  private CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);

  DirectoryKeeper(String selfId, DirectoryLog directory) {
    this.selfId = selfId;
    this.directory = directory;
  }

  /** Does the next thing, if this node leads the directory. */
  void keep(ClusterMap map, Set<String> reachable) {
    if (!directory.leading()) {
      voters = Set.of();
      return;
    }
    if (!underWay.isDone() || !map.exists()) {
      return;
    }
    next(map, reachable)
        .ifPresent(
            step -> {
              underWay = step.toCompletableFuture();
              underWay.whenComplete(
                  (done, failure) -> {
                    if (failure != null) {
                      LOG.warn("event=directory_step_failed why={}", failure.toString());
                    }
                  });
            });
  }

  private Optional<CompletionStage<Void>> next(ClusterMap map, Set<String> reachable) {
    Set<String> wanted = votersWanted(map, reachable);
    if (!wanted.equals(voters)) {
      return Optional.of(vote(map.membersOf(wanted), wanted));
    }
    for (Member member : map.members().values()) {
      if (member.state() == MemberState.JOINING && reachable.contains(member.id())) {
        // It may be being removed by now: only who is joining still is up.
        return Optional.of(
            propose(new ClusterChange.SetState(member.id(), MemberState.UP, MemberState.JOINING)));
      }
      if (member.state() == MemberState.LEAVING && map.shardsOf(member.id()).isEmpty()) {
        return Optional.of(propose(new ClusterChange.Forget(member.id())));
      }
    }
    return planner.next(map, reachable).map(this::propose);
  }

  /**
   * Who joins votes as soon as it is there; who leaves goes on voting until it has nothing more,
   * for it may be needed for a majority.
   */
  private static Set<String> votersWanted(ClusterMap map, Set<String> reachable) {
    return map.members().values().stream()
        .filter(
            member ->
                switch (member.state()) {
                  case JOINING -> reachable.contains(member.id());
                  case LEAVING -> !map.shardsOf(member.id()).isEmpty();
                  case UP, DRAINING -> true;
                })
        .map(Member::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private CompletionStage<Void> vote(Collection<Member> members, Set<String> wanted) {
    VoterStep step = VoterStep.next(selfId, directory.voters(), ShardKeeper.peers(members));
    LOG.info("event=directory_voters_changing to={} step={}", wanted, step);
    if (step instanceof VoterStep.GiveLead give) {
      return directory.transferTo(give.heirs().get(0).nodeId());
    }
    VoterStep.Change change = (VoterStep.Change) step;
    return directory
        .changeVoters(change.voters())
        .thenAccept(
            done -> {
              if (change.last()) {
                voters = Set.copyOf(wanted);
              }
            });
  }

  private CompletionStage<Void> propose(ClusterChange change) {
    LOG.info("event=directory_change change={}", change);
    return Directory.propose(directory, change);
  }
}
