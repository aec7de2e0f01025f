package io.slotwise.node.connection;

/**
 * What the connections of one event loop share. Used on that loop only; the statistics may be read
 * from anywhere.
 */
public final class LoopContext {

  final SlotRunner runner;
  final PipelineStats stats = new PipelineStats();

  public LoopContext(DiskRunners runners) {
    this.runner = runners.newRunner();
  }
}
