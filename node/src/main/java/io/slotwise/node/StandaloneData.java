package io.slotwise.node;

import io.slotwise.sharding.api.DataStore;
import io.slotwise.sharding.command.DataCommands;
import io.slotwise.sharding.slot.SlotTurns;
import io.slotwise.sharding.store.NodeStore;
import java.io.IOException;
import java.time.InstantSource;

/** What a node that ran alone has left in a data folder. */
final class StandaloneData {

  private StandaloneData() {}

  /**
   * How many keys there are, in all databases. Opens the folder for that, which takes as long as a
   * start.
   */
  static long keysIn(NodeSettings settings) throws IOException {
    if (!NodeStore.exists(settings.storeSettings())) {
      return 0;
    }
    try (NodeStore store =
        NodeStore.open(
            settings.storeSettings(),
            new SlotTurns(),
            InstantSource.system(),
            DataCommands.upkeep())) {
      return keysIn(store.dataStore(), settings.databases());
    }
  }

  /** Why the data cannot become that of a cluster's first member, or null. */
  static String obstacleToCluster(NodeStore store) {
    return store.databasesAreSwapped()
        ? "databases have been swapped here (SWAPDB), and the copies on other nodes would not know"
            + " which is which: swap them back, or take the data elsewhere"
        : null;
  }

  /** How many keys a store has, in all databases. */
  static long keysIn(DataStore store, int databases) {
    long keys = 0;
    for (int database = 0; database < databases; database++) {
      keys += store.databaseStats(database).keys();
    }
    return keys;
  }
}
