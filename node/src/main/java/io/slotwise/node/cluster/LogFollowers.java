package io.slotwise.node.cluster;

import io.slotwise.node.connection.Followers;
import io.slotwise.protocol.stream.CommitGate;
import io.slotwise.sharding.replication.Copies;
import io.slotwise.sharding.replication.ShardLogs;
import io.slotwise.sharding.replication.ShardStatus;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/** What the logs of shards know of their followers. */
public final class LogFollowers implements Followers {

  private static final long NOT_HOSTED = -1;

  private final ShardLogs logs;
  private final int shardCount;
  private final IntUnaryOperator voterCount;
  private final CommitGate gate;
  private final BooleanSupplier answeredByQuorum;

  /**
   * @param voterCount how many nodes have a copy of a shard
   * @param gate of the log that {@code logs} make up
   * @param answeredByQuorum whether a majority has what is answered
   */
  public LogFollowers(
      ShardLogs logs,
      int shardCount,
      IntUnaryOperator voterCount,
      CommitGate gate,
      BooleanSupplier answeredByQuorum) {
    this.logs = logs;
    this.shardCount = shardCount;
    this.voterCount = voterCount;
    this.gate = gate;
    this.answeredByQuorum = answeredByQuorum;
  }

  @Override
  public int answeredWithin(int shard, long ms) {
    return count(shard, follower -> follower.lastContactMs() <= ms);
  }

  private int count(int shard, Predicate<ShardStatus.Follower> such) {
    if (logs.servingTerm(shard) == 0) {
      return 0;
    }
    try {
      return (int) logs.status(shard).followers().stream().filter(such).count();
    } catch (IllegalStateException dropped) {
      return 0;
    }
  }

  @Override
  public int copiesOfAnything() {
    return answeredByQuorum.getAsBoolean() ? fewestInMajorities() : 0;
  }

  private int fewestInMajorities() {
    int fewest = Integer.MAX_VALUE;
    for (int shard = 0; shard < shardCount; shard++) {
      fewest = Math.min(fewest, othersInMajority(shard));
    }
    return fewest;
  }

  /** How many nodes have, besides the leader, what is committed. */
  private int othersInMajority(int shard) {
    return voterCount.applyAsInt(shard) / 2;
  }

  @Override
  public CompletionStage<Mark> mark(BitSet shards, long position) {
    CompletableFuture<Mark> mark = new CompletableFuture<>();
    gate.whenSettled(
        position, () -> mark.complete(committed(shards.isEmpty() ? ledShards() : shards)));
    return mark;
  }

  private BitSet ledShards() {
    BitSet led = new BitSet(shardCount);
    logs.hosted().stream().filter(shard -> logs.servingTerm(shard) != 0).forEach(led::set);
    return led;
  }

  private Mark committed(BitSet shards) {
    List<Place> places = new ArrayList<>();
    shards.stream().forEach(shard -> places.add(place(shard)));
    return new CommittedMark(places);
  }

  /** What is settled is committed in this node's log, whether or not it leads still, or is lost. */
  private Place place(int shard) {
    long term = logs.servingTerm(shard);
    return logs.hosted().contains(shard)
        ? new Place(shard, term, logs.status(shard).committedIndex())
        : new Place(shard, 0, NOT_HOSTED);
  }

  /**
   * Up to where a shard is marked.
   *
   * @param term in which this node led it, or 0
   */
  private record Place(int shard, long term, long index) {}

  private final class CommittedMark implements Mark {

    private final List<Place> places;

    CommittedMark(List<Place> places) {
      this.places = List.copyOf(places);
    }

    @Override
    public CompletionStage<Copies> copies() {
      return fewest(place -> LogFollowers.this.copies(place));
    }

    @Override
    public CompletionStage<Copies> sync() {
      return fewest(place -> asked(place, true));
    }

    private CompletionStage<Copies> fewest(Function<Place, CompletionStage<Copies>> ofPlace) {
      CompletableFuture<Copies> all =
          CompletableFuture.completedFuture(new Copies(true, Integer.MAX_VALUE));
      for (Place place : places) {
        all =
            all.thenCombine(
                ofPlace.apply(place),
                (one, other) ->
                    new Copies(one.here() && other.here(), Math.min(one.others(), other.others())));
      }
      return places.isEmpty()
          ? CompletableFuture.completedFuture(new Copies(true, fewestInMajorities()))
          : all;
    }
  }

  private CompletionStage<Copies> copies(Place place) {
    if (place.term() == 0 || logs.servingTerm(place.shard()) != place.term()) {
      return asked(place, false);
    }
    int followers = count(place.shard(), follower -> follower.matchIndex() >= place.index());
    return CompletableFuture.completedFuture(
        new Copies(true, Math.max(followers, othersInMajority(place.shard()))));
  }

  private CompletionStage<Copies> asked(Place place, boolean sync) {
    int known = sync ? 0 : othersInMajority(place.shard());
    return place.index() == NOT_HOSTED
        ? CompletableFuture.completedFuture(new Copies(false, known))
        : logs.copies(place.shard(), place.index(), sync)
            .thenApply(copies -> new Copies(copies.here(), Math.max(known, copies.others())));
  }
}
