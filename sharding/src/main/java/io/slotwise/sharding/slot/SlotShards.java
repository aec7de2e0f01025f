package io.slotwise.sharding.slot;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import io.slotwise.sharding.cluster.ShardRanges;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The slots as sharded entities. Shards are contiguous ranges of slots: one range is what is
 * placed, replicated and moved together.
 */
public final class SlotShards {

  /** The name of the entity type, as Akka Management shows it. */
  public static final String TYPE_NAME = "slot";

  static final EntityTypeKey<SlotEntity.Command> TYPE =
      EntityTypeKey.create(SlotEntity.Command.class, TYPE_NAME);

  private final ShardRanges ranges;
  private final SlotTurns turns;
  private final ActorRef<ShardingEnvelope<SlotEntity.Command>> region;

  private SlotShards(
      ShardRanges ranges, SlotTurns turns, ActorRef<ShardingEnvelope<SlotEntity.Command>> region) {
    this.ranges = ranges;
    this.turns = turns;
    this.region = region;
  }

  /** Starts sharding of slots on a node alone and brings every slot to life. */
  public static void start(ActorSystem<?> system, SlotTurns turns, int shardCount) {
    ShardRanges ranges = new ShardRanges(shardCount);
    SlotShards shards =
        new SlotShards(
            ranges, turns, ClusterSharding.get(system).init(entity(system, turns, ranges)));
    for (int shard = 0; shard < shardCount; shard++) {
      shards.open(ranges.firstSlot(shard), ranges.lastSlot(shard));
    }
  }

  /**
   * Starts sharding of slots on a node of a cluster: a shard's entities run where its leader is.
   * They are brought to life by {@link #follow}.
   *
   * @param leaderAddress where the actor system of a shard's leader is; empty where nobody is known
   */
  public static SlotShards startFollowing(
      ActorSystem<?> system,
      SlotTurns turns,
      ShardRanges ranges,
      IntFunction<Optional<Address>> leaderAddress) {
    LeaderAllocation strategy =
        new LeaderAllocation(Cluster.get(system).selfMember().address(), leaderAddress);
    return new SlotShards(
        ranges,
        turns,
        ClusterSharding.get(system)
            .init(entity(system, turns, ranges).withAllocationStrategy(strategy)));
  }

  private static Entity<SlotEntity.Command, ShardingEnvelope<SlotEntity.Command>> entity(
      ActorSystem<?> system, SlotTurns turns, ShardRanges ranges) {
    return Entity.of(TYPE, context -> SlotEntity.create(slotOf(context.getEntityId()), turns))
        .withMessageExtractor(new ByRange(ranges))
        .withStopMessage(SlotEntity.Stop.INSTANCE)
        .withSettings(ClusterShardingSettings.create(system));
  }

  /**
   * Brings the entities of a shard that this node leads to life, as far as sharding has placed the
   * shard here. To be called again and again while it leads: the first slot asks sharding where the
   * shard is, and the others follow when the answer was "here".
   */
  public void follow(int shard) {
    int first = ranges.firstSlot(shard);
    if (turns.hasEntity(first)) {
      open(first + 1, ranges.lastSlot(shard));
    } else {
      open(first, first);
    }
  }

  private void open(int first, int last) {
    for (int slot = first; slot <= last; slot++) {
      if (!turns.hasEntity(slot)) {
        region.tell(new ShardingEnvelope<>(Integer.toString(slot), SlotEntity.Open.INSTANCE));
      }
    }
  }

  private static int slotOf(String entityId) {
    return Integer.parseInt(entityId);
  }

  /** Entity id = slot, shard id = its range. */
  private static final class ByRange
      extends ShardingMessageExtractor<ShardingEnvelope<SlotEntity.Command>, SlotEntity.Command> {
    private final ShardRanges ranges;

    ByRange(ShardRanges ranges) {
      this.ranges = ranges;
    }

    @Override
    public String entityId(ShardingEnvelope<SlotEntity.Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return Integer.toString(ranges.shardOf(slotOf(entityId)));
    }

    @Override
    public SlotEntity.Command unwrapMessage(ShardingEnvelope<SlotEntity.Command> envelope) {
      return envelope.message();
    }
  }
}
