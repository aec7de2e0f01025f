package io.slotwise.node.cluster;

import io.slotwise.node.command.ClusterControl;
import io.slotwise.node.connection.CommandErrors;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.cluster.ChangeRefusedException;
import io.slotwise.sharding.cluster.ClusterChange;
import io.slotwise.sharding.cluster.ClusterCodec;
import io.slotwise.sharding.cluster.ClusterMap;
import io.slotwise.sharding.cluster.Member;
import io.slotwise.sharding.cluster.MemberState;
import io.slotwise.sharding.cluster.RoutingTable;
import io.slotwise.sharding.cluster.ShardPlacement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What the CLUSTER commands ask of a {@link ClusterNode}. */
public final class ClusterRequests implements ClusterControl {

  private static final Map<NodeChange, MemberState> STATES = new EnumMap<>(NodeChange.class);

  static {
    STATES.put(NodeChange.DRAIN, MemberState.DRAINING);
    STATES.put(NodeChange.RESUME, MemberState.UP);
    STATES.put(NodeChange.REMOVE, MemberState.LEAVING);
  }

  private final ClusterNode node;
  private final boolean secured;

  /**
   * @param secured whether nodes show each other certificates
   */
  public ClusterRequests(ClusterNode node, boolean secured) {
    this.node = node;
    this.secured = secured;
  }

  @Override
  public boolean isSecured() {
    return secured;
  }

  @Override
  public String selfId() {
    return node.self().id();
  }

  @Override
  public Snapshot snapshot() {
    ClusterMap map = node.map();
    RoutingTable routing = node.routing();
    List<Node> nodes = new ArrayList<>();
    for (Member member : map.members().values()) {
      nodes.add(
          new Node(
              member.id(),
              member.host(),
              member.port(),
              member.clusterClientPort(),
              member.busPort(),
              member.state().name().toLowerCase(Locale.ROOT),
              node.reachable().contains(member.id()),
              node.sightings().sinceMs(member.id())));
    }
    List<Shard> shards = new ArrayList<>();
    for (ShardPlacement placement : map.shards()) {
      String leader = routing.leaderOf(placement.shard());
      shards.add(
          new Shard(
              map.ranges().firstSlot(placement.shard()),
              map.ranges().lastSlot(placement.shard()),
              leader,
              placement.voters().stream().filter(id -> !id.equals(leader)).toList(),
              placement.next(),
              routing.termOf(placement.shard())));
    }
    return new Snapshot(map.version(), nodes, shards);
  }

  @Override
  public List<Replica> replicas() {
    List<Replica> replicas = new ArrayList<>();
    for (int shard : node.logs().hosted()) {
      ClusterStatus.replica(shard, node.logs())
          .map(
              status ->
                  new Replica(
                      shard,
                      node.logs().servingTerm(shard) > 0,
                      status.term(),
                      status.appliedIndex(),
                      status.committedIndex()))
          .ifPresent(replicas::add);
    }
    return replicas;
  }

  @Override
  public String status() {
    return ClusterStatus.of(
        node.map(),
        snapshot(),
        node.routing(),
        node.logs(),
        node.leads(),
        node.directoryLog().leading());
  }

  @Override
  public CompletionStage<String> admit(String memberJson) {
    Member member;
    try {
      member = ClusterCodec.member(memberJson.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandError(Errors.err("a member cannot be read from what was sent"));
    }
    if (!node.map().exists()) {
      throw tryAgain("this node is about to form the cluster");
    }
    Member before = formerAt(member);
    if (before != null) {
      return clearPlaceOf(before);
    }
    return propose(new ClusterChange.Announce(member))
        .thenApply(done -> new String(ClusterCodec.encode(node.map()), StandardCharsets.UTF_8));
  }

  /** Another member at the address of one that wants to join, or null. */
  private Member formerAt(Member member) {
    return node.map().members().values().stream()
        .filter(other -> other.raftAddress().equals(member.raftAddress()))
        .filter(other -> !other.id().equals(member.id()))
        .findFirst()
        .orElse(null);
  }

  /**
   * Who comes under the address of a member that is gone is that member without its disk. It is
   * taken in when the groups have forgotten what it was: they would take the one for the other.
   */
  private CompletionStage<String> clearPlaceOf(Member lost) {
    if (node.reachable().contains(lost.id())) {
      throw tryAgain(
          "node "
              + lost.id()
              + " has the address "
              + lost.raftAddress()
              + " and is still there: two nodes need different ports, or cluster-announce-ip on each");
    }
    return propose(new ClusterChange.SetState(lost.id(), MemberState.LEAVING))
        .handle(
            (done, failure) -> {
              throw tryAgain(
                  "node " + lost.id() + ", which had the same address, is being removed first");
            });
  }

  private static CommandError tryAgain(String why) {
    return new CommandError(new Reply.Error(ErrorCode.TRYAGAIN, why));
  }

  @Override
  public CompletionStage<Void> change(String nodeId, NodeChange change) {
    return propose(new ClusterChange.SetState(nodeId, STATES.get(change)));
  }

  @Override
  public CompletionStage<Void> move(int shard, String fromId, String toId) {
    ClusterMap map = node.map();
    if (shard < 0 || shard >= map.shards().size()) {
      throw new CommandError(Errors.err("no shard " + shard + " in the cluster"));
    }
    List<String> voters = new ArrayList<>(map.shard(shard).voters());
    int place = voters.indexOf(fromId);
    if (place < 0) {
      throw new CommandError(Errors.err("node " + fromId + " has no copy of shard " + shard));
    }
    voters.set(place, toId);
    return propose(new ClusterChange.BeginMove(shard, voters));
  }

  @Override
  public CompletionStage<Void> lead(int shard, String nodeId) {
    try {
      node.askForLead(shard, nodeId);
    } catch (ChangeRefusedException refused) {
      throw new CommandError(Errors.err(refused.getMessage()));
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> takeOver() {
    for (ShardPlacement shard : node.map().shardsOf(selfId())) {
      String leader = node.routing().leaderOf(shard.shard());
      if (leader != null && !leader.equals(selfId()) && shard.voters().contains(selfId())) {
        lead(shard.shard(), selfId());
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Integer> raiseLevel() {
    int level = node.map().levelOfAll();
    return propose(new ClusterChange.RaiseLevel(level)).thenApply(done -> level);
  }

  @Override
  public CompletionStage<Void> setReplicas(int replicas) {
    return propose(new ClusterChange.SetReplicas(replicas));
  }

  /** Refusals are errors that say why; where the outcome is unknown the client may try again. */
  private CompletionStage<Void> propose(ClusterChange change) {
    return Directory.propose(node.directoryLog(), change)
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return null;
              }
              Throwable cause = CommandErrors.cause(failure);
              throw new CommandError(
                  cause instanceof ChangeRefusedException
                      ? Errors.err(cause.getMessage())
                      : new Reply.Error(
                          ErrorCode.TRYAGAIN,
                          "the directory did not answer: " + Errors.oneLine(cause.toString())));
            });
  }
}
