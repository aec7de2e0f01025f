package io.slotwise.node.connection;

import io.slotwise.sharding.store.Tally;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How batches of requests went through the slots, for INFO. One for each event loop, so that
 * counting costs no shared cache line.
 */
public final class PipelineStats {

  final Tally batches = new Tally();
  final Tally requests = new Tally();

  /** Turns that ran more than one request, and how many those ran. */
  final Tally squashedTurns = new Tally();

  final Tally squashedRequests = new Tally();

  /** Turns of one slot, and of several slots together. */
  final Tally singleSlotTurns = new Tally();

  final Tally multiSlotTurns = new Tally();

  /** Turns that had to be asked for, because somebody else was inside. */
  final Tally contendedTurns = new Tally();

  /** Requests that found their value on disk only and moved to the blocking threads. */
  final Tally diskReads = new Tally();

  /** Batches whose end was put off because the store could not keep up with writers. */
  final Tally throttledBatches = new Tally();

  /** Counts a turn of one slot that ran this many requests. */
  void countTurn(int ran) {
    singleSlotTurns.add(1);
    if (ran > 1) {
      squashedTurns.add(1);
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

  private static void add(Map<String, Object> sums, String name, Tally counter) {
    sums.merge(name, counter.get(), (before, more) -> (Long) before + (Long) more);
  }
}
