package io.slotwise.sharding.slot;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.cluster.sharding.ShardCoordinator;
import akka.dispatch.Futures;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;

/**
 * Places a shard's entities where its leader is, and nowhere else: another node would have no right
 * to run its commands. While no leader is known, or its node takes no shards yet, the answer fails,
 * and sharding asks again after {@code retry-interval}. Pure but for what it is told of leaders;
 * runs on the coordinator's node.
 */
final class LeaderAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {

  private final Address self;
  private final IntFunction<Optional<Address>> leaderAddress;

  LeaderAllocation(Address self, IntFunction<Optional<Address>> leaderAddress) {
    this.self = self;
    this.leaderAddress = leaderAddress;
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> regions) {
    Optional<Address> leader = leaderAddress.apply(Integer.parseInt(shard));
    return regions.keySet().stream()
        .filter(region -> leader.isPresent() && addressOf(region).equals(leader.get()))
        .findFirst()
        .map(Futures::successful)
        .orElseGet(
            () ->
                Futures.failed(
                    new IllegalStateException(
                        "shard " + shard + " has no leader that takes shards: " + leader)));
  }

  @Override
  public Future<Set<String>> rebalance(
      Map<ActorRef, IndexedSeq<String>> regions, Set<String> underWay) {
    Set<String> misplaced = new HashSet<>();
    regions.forEach(
        (region, shards) ->
            scala.jdk.javaapi.CollectionConverters.asJava(shards).stream()
                .filter(shard -> !underWay.contains(shard) && isMisplaced(region, shard))
                .forEach(misplaced::add));
    return Futures.successful(misplaced);
  }

  private boolean isMisplaced(ActorRef region, String shard) {
    Optional<Address> leader = leaderAddress.apply(Integer.parseInt(shard));
    return leader.isPresent() && !leader.get().equals(addressOf(region));
  }

  private Address addressOf(ActorRef region) {
    Address address = region.path().address();
    return address.hasLocalScope() ? self : address;
  }
}
