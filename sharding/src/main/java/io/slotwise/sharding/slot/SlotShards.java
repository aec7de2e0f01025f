package io.slotwise.sharding.slot;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.slotwise.protocol.Slots;

/**
 * The slots as sharded entities. Shards are contiguous ranges of slots: one range is what is
 * placed, replicated and moved together.
 */
public final class SlotShards {

  /** The name of the entity type, as Akka Management shows it. */
  public static final String TYPE_NAME = "slot";

  private static final EntityTypeKey<SlotEntity.Command> TYPE =
      EntityTypeKey.create(SlotEntity.Command.class, TYPE_NAME);

  private SlotShards() {}

  /** Starts sharding of slots on this node and brings every slot to life. */
  public static void start(ActorSystem<?> system, SlotTurns turns, int shardCount) {
    ClusterSharding sharding = ClusterSharding.get(system);
    ActorRef<ShardingEnvelope<SlotEntity.Command>> region =
        sharding.init(
            Entity.of(TYPE, context -> SlotEntity.create(slotOf(context.getEntityId()), turns))
                .withMessageExtractor(new ByRange(shardCount))
                .withStopMessage(SlotEntity.Stop.INSTANCE)
                .withSettings(ClusterShardingSettings.create(system)));
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      region.tell(new ShardingEnvelope<>(Integer.toString(slot), SlotEntity.Open.INSTANCE));
    }
  }

  /** The shard that a slot belongs to: ranges of nearly equal width, in ascending order. */
  public static int shardOf(int slot, int shardCount) {
    return slot * shardCount / Slots.COUNT;
  }

  private static int slotOf(String entityId) {
    return Integer.parseInt(entityId);
  }

  /** Entity id = slot, shard id = its range. */
  private static final class ByRange
      extends ShardingMessageExtractor<ShardingEnvelope<SlotEntity.Command>, SlotEntity.Command> {
    private final int shardCount;

    ByRange(int shardCount) {
      this.shardCount = shardCount;
    }

    @Override
    public String entityId(ShardingEnvelope<SlotEntity.Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return Integer.toString(shardOf(slotOf(entityId), shardCount));
    }

    @Override
    public SlotEntity.Command unwrapMessage(ShardingEnvelope<SlotEntity.Command> envelope) {
      return envelope.message();
    }
  }
}
