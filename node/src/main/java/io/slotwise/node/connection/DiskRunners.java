package io.slotwise.node.connection;

import io.slotwise.sharding.store.NodeStore;

/** A {@link SlotRunner} for each disk thread. */
public final class DiskRunners {

  private final ThreadLocal<SlotRunner> ofThread;

  public DiskRunners(NodeStore store) {
    ofThread = ThreadLocal.withInitial(() -> new SlotRunner(store.newTurnKeyspace()));
  }

  /** The runner of the calling thread. */
  SlotRunner get() {
    return ofThread.get();
  }
}
