package io.slotwise.node.connection;

import io.slotwise.sharding.store.TurnKeyspace;

/**
 * What the connections of one event loop share. Used on that loop only; the statistics may be read
 * from anywhere.
 */
public final class LoopContext {

  final SlotRunner runner;
  final PipelineStats stats = new PipelineStats();

  public LoopContext(TurnKeyspace keyspace) {
    this.runner = new SlotRunner(keyspace);
  }
}
