package io.slotwise.sharding.slot;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.ShardRegion.ShardRegionStats;
import akka.cluster.sharding.typed.GetClusterShardingStats;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * Where sharding has placed the entities of a shard's slots, as it says itself.
 *
 * @param address of the actor system
 * @param entities how many of them live there
 */
public record EntityPlacement(String address, int entities) {

  /**
   * Asks all nodes.
   *
   * @param atMost how long to wait for them; who has not answered then is left out
   * @return by number of shard; fails when nobody answers
   */
  public static CompletionStage<Map<Integer, EntityPlacement>> ask(
      ActorSystem<?> system, Duration atMost) {
    CompletionStage<ClusterShardingStats> asked =
        AskPattern.ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetClusterShardingStats(SlotShards.TYPE, atMost, replyTo),
            atMost.multipliedBy(2),
            system.scheduler());
    return asked.thenApply(EntityPlacement::byShard);
  }

  private static Map<Integer, EntityPlacement> byShard(ClusterShardingStats stats) {
    Map<Integer, EntityPlacement> places = new TreeMap<>();
    for (Map.Entry<Address, ShardRegionStats> region : stats.getRegions().entrySet()) {
      region
          .getValue()
          .getStats()
          .forEach(
              (shard, entities) ->
                  places.put(
                      Integer.parseInt(shard),
                      new EntityPlacement(region.getKey().toString(), (Integer) entities)));
    }
    return places;
  }
}
