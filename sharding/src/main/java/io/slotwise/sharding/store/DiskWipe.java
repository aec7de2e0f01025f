package io.slotwise.sharding.store;

import io.slotwise.sharding.store.rocks.RocksBatch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Empties the disk at once when a flush has left nothing on it that anybody may see: one range
 * deletion instead of thousands, and the files themselves can go.
 */
final class DiskWipe {

  private static final byte[] DATA_START = {0};

  private final StoreCore core;
  private final Consumer<Runnable> insist;

  /**
   * @param insist repeats a write until it works
   */
  DiskWipe(StoreCore core, Consumer<Runnable> insist) {
    this.core = core;
    this.insist = insist;
  }

  /**
   * @return whether the disk is empty now
   */
  boolean run(List<Portion> portions, RocksBatch batch) {
    Set<SlotTable> wiped = new HashSet<>();
    for (Portion portion : portions) {
      if (portion.wipe && portion.table.disk.keys > 0) {
        wiped.add(portion.table);
      }
    }
    if (wiped.isEmpty() || !isAllThereIs(wiped)) {
      return false;
    }
    batch.deleteRange(DATA_START, StoreKeys.DATA_END);
    batch.deleteRange(StoreKeys.COUNTERS_START, StoreKeys.COUNTERS_END);
    insist.accept(() -> core.rocks.write(batch));
    batch.clear();
    // The deletion must be on disk before the files go, and nothing new may be in any file yet.
    insist.accept(() -> core.rocks.flush(true));
    insist.accept(() -> core.rocks.dropFiles(DATA_START, StoreKeys.DATA_END));
    return true;
  }

  /** Only tables flushed in this very round count: of those the round writes the new state. */
  private boolean isAllThereIs(Set<SlotTable> wiped) {
    boolean[] more = new boolean[1];
    core.tables.forEach(-1, table -> more[0] |= table.disk.keys > 0 && !wiped.contains(table));
    return !more[0];
  }
}
