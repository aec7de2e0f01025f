package io.slotwise.node.cluster;

import io.slotwise.sharding.replication.Copies;
import io.slotwise.sharding.replication.Peer;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardRole;
import io.slotwise.sharding.replication.ShardStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Logs of shards that are as the test says. */
final class FakeShardLogs implements ShardLogs {

  final Set<Integer> hosted = new TreeSet<>();
  final Map<Integer, Long> servingTerms = new HashMap<>();
  final Map<Integer, Long> committed = new HashMap<>();
  final Map<Integer, List<ShardStatus.Follower>> followers = new HashMap<>();

  /** What voters answer who are asked, by shard. */
  final Map<Integer, Copies> asked = new HashMap<>();

  /** The index that they were asked about last. */
  long askedIndex;

  /** Who was given the lead, by shard. */
  final Map<Integer, String> given = new HashMap<>();

  final Set<Integer> votedOut = new TreeSet<>();

  /** With which voters a shard was opened last. */
  final Map<Integer, List<String>> opened = new HashMap<>();

  void lead(int shard, long term, long committedIndex, ShardStatus.Follower... itsFollowers) {
    hosted.add(shard);
    servingTerms.put(shard, term);
    committed.put(shard, committedIndex);
    followers.put(shard, List.of(itsFollowers));
  }

  @Override
  public Set<Integer> hosted() {
    return hosted;
  }

  @Override
  public long servingTerm(int shard) {
    return servingTerms.getOrDefault(shard, 0L);
  }

  @Override
  public ShardStatus status(int shard) {
    long index = committed.get(shard);
    return new ShardStatus(
        shard,
        servingTerm(shard),
        index,
        index,
        List.of(),
        followers.getOrDefault(shard, List.of()));
  }

  @Override
  public CompletionStage<Copies> copies(int shard, long index, boolean sync) {
    askedIndex = index;
    return CompletableFuture.completedFuture(asked.get(shard));
  }

  @Override
  public boolean isVotedOut(int shard) {
    return votedOut.contains(shard);
  }

  @Override
  public CompletionStage<Void> open(int shard, List<Peer> voters) {
    hosted.add(shard);
    opened.put(shard, voters.stream().map(Peer::nodeId).toList());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> drop(int shard) {
    hosted.remove(shard);
    votedOut.remove(shard);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public ShardRole role(int shard) {
    return new ShardRole(shard, servingTerm(shard), null, servingTerm(shard) > 0);
  }

  @Override
  public void onRole(Consumer<ShardRole> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> transferTo(int shard, String nodeId) {
    given.put(shard, nodeId);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> changeVoters(int shard, List<Peer> voters) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
