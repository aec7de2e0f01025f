package io.slotwise.sharding.store;

import java.util.concurrent.atomic.LongAdder;

/** Counters of things that are rare enough to be counted in one place. */
final class StoreTallies {
  final LongAdder expiredKeys = new LongAdder();
  final LongAdder coldReads = new LongAdder();
  final LongAdder diskReads = new LongAdder();
  final LongAdder droppedCollections = new LongAdder();

  /** Of the dropped collections, those whose pages have been deleted. */
  final LongAdder reclaimedCollections = new LongAdder();
}
