package io.slotwise.node.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How batches of requests went through the slots, for INFO. One for each event loop, so that
 * counting costs no shared cache line.
 */
public final class PipelineStats {

  final LongAdder batches = new LongAdder();
  final LongAdder requests = new LongAdder();

  /** Turns that ran more than one request, and how many those ran. */
  final LongAdder squashedTurns = new LongAdder();

  final LongAdder squashedRequests = new LongAdder();

  /** Turns of one slot, and of several slots together. */
  final LongAdder singleSlotTurns = new LongAdder();

  final LongAdder multiSlotTurns = new LongAdder();

  /** Turns that had to be asked for, because somebody else was inside. */
  final LongAdder contendedTurns = new LongAdder();

  /** Requests that found their value on disk only and moved to the blocking threads. */
  final LongAdder diskReads = new LongAdder();

  /** Batches whose end was put off because the store could not keep up with writers. */
  final LongAdder throttledBatches = new LongAdder();

  /** Counts a turn of one slot that ran this many requests. */
  void countTurn(int ran) {
    singleSlotTurns.increment();
    if (ran > 1) {
      squashedTurns.increment();
      squashedRequests.add(ran);
    }
  }

  /** The sums over all loops, in the order in which INFO shows them. */
  public static Map<String, Object> sum(LoopContext[] loops) {
    Map<String, Object> sums = new LinkedHashMap<>();
    for (LoopContext context : loops) {
      PipelineStats loop = context.stats;
      add(sums, "pipeline_batches", loop.batches);
      add(sums, "pipeline_requests", loop.requests);
      add(sums, "pipeline_squashed_turns", loop.squashedTurns);
      add(sums, "pipeline_squashed_requests", loop.squashedRequests);
      add(sums, "slot_turns", loop.singleSlotTurns);
      add(sums, "slot_turns_multi", loop.multiSlotTurns);
      add(sums, "slot_turns_contended", loop.contendedTurns);
      add(sums, "requests_moved_to_disk_threads", loop.diskReads);
      add(sums, "write_throttled_batches", loop.throttledBatches);
    }
    return sums;
  }

  private static void add(Map<String, Object> sums, String name, LongAdder counter) {
    sums.merge(name, counter.sum(), (before, more) -> (Long) before + (Long) more);
  }
}
