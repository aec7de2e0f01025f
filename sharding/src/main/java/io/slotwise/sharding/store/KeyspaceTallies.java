package io.slotwise.sharding.store;

/** What one keyspace has counted: kept when the keyspace and its thread are gone. */
final class KeyspaceTallies {
  final Tally hits = new Tally();
  final Tally misses = new Tally();
  final Tally commits = new Tally();

  /** Of the command under way. */
  private int hitCount;

  private int missCount;

  void hit() {
    hitCount++;
  }

  void miss() {
    missCount++;
  }

  /** The command has come to its end: its reads count. */
  void settleReads() {
    if (hitCount != 0) {
      hits.add(hitCount);
      hitCount = 0;
    }
    if (missCount != 0) {
      misses.add(missCount);
      missCount = 0;
    }
  }

  /** The command will be run again. */
  void forgetReads() {
    hitCount = 0;
    missCount = 0;
  }
}
