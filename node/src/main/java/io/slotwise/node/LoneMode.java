package io.slotwise.node;

import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.slotwise.node.cluster.ClusterSeal;
import io.slotwise.node.cluster.Exit;
import io.slotwise.node.command.ClusterControl;
import io.slotwise.node.connection.Followers;
import io.slotwise.node.connection.SlotOwners;
import io.slotwise.node.health.Check;
import io.slotwise.node.script.LibraryShelf;
import io.slotwise.node.script.StoredLibraries;
import io.slotwise.ops.config.ConfigTable;
import io.slotwise.ops.config.SharedValues;
import io.slotwise.protocol.Slots;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.slot.SlotShards;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** A node alone: a journal, every slot, and nobody to join. */
final class LoneMode implements NodeMode {

  /** Few and wide: a shard is what is replicated and moved as one. */
  static final int SHARD_COUNT = 6;

  private static final Duration OPEN_SLOTS_MAX = Duration.ofSeconds(60);

  private final int akkaPort;

  LoneMode(int akkaPort) {
    this.akkaPort = akkaPort;
  }

  @Override
  public Config akkaConfig() {
    return ConfigFactory.parseMap(Map.of("akka.remote.artery.canonical.port", akkaPort));
  }

  @Override
  public ActorSystemSetup akkaSetup() {
    return ActorSystemSetup.create(ClusterSeal.ofNodeAlone());
  }

  @Override
  public boolean isAlone() {
    return true;
  }

  @Override
  public void enter(NodeSettings settings, Door door) {}

  @Override
  public void giveUp() {}

  @Override
  public NodeStore openStore(NodeSettings settings, SlotTurns turns) throws IOException {
    return NodeStore.open(
        settings.storeSettings(), turns, InstantSource.system(), DataCommands.upkeep());
  }

  @Override
  public void replicate(NodeStore store, SlotTurns turns) {}

  @Override
  public SlotOwners owners() {
    return SlotOwners.ALONE;
  }

  @Override
  public void follow(ConfigTable config) {
    // No parameter is about this.
  }

  @Override
  public SharedValues sharedValues(ConfigTable config) {
    return SharedValues.ALONE;
  }

  @Override
  public LibraryShelf libraries(NodeStore store) {
    return new StoredLibraries(store);
  }

  @Override
  public Followers followers() {
    return Followers.NONE;
  }

  @Override
  public ClusterControl cluster() {
    return null;
  }

  @Override
  public String clusterLine() {
    return null;
  }

  @Override
  public int clientPort() {
    return 0;
  }

  @Override
  public int clusterClientPort() {
    return 0;
  }

  @Override
  public void openSlots(ActorSystem<?> system, SlotTurns turns, Exit exit) {
    SlotShards.start(system, turns, SHARD_COUNT);
  }

  @Override
  public String writeObstacle(NodeStore store) {
    return store.writeError().orElse(null);
  }

  @Override
  public void awaitServing(SlotTurns turns) throws InterruptedException {
    if (!turns.awaitOpen(Slots.COUNT, OPEN_SLOTS_MAX)) {
      throw new IllegalStateException(
          "only "
              + turns.openSlots()
              + " of "
              + Slots.COUNT
              + " slots opened within "
              + OPEN_SLOTS_MAX.toSeconds()
              + " s: is the machine overloaded? See the log");
    }
  }

  @Override
  public List<Check> readiness(SlotTurns turns) {
    return List.of(new Check("slots", () -> slotsClosed(turns)));
  }

  private static String slotsClosed(SlotTurns turns) {
    int open = turns.openSlots();
    return open == Slots.COUNT ? null : "only " + open + " slots are open";
  }

  @Override
  public List<Check> liveness() {
    return List.of();
  }

  @Override
  public void handOver() {}

  @Override
  public void leave() {}

  @Override
  public void close() {}
}
