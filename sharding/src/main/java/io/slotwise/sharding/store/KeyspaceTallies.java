package io.slotwise.sharding.store;

import java.util.concurrent.atomic.LongAdder;

/** What one keyspace has counted: kept when the keyspace and its thread are gone. */
final class KeyspaceTallies {
  final Tally hits = new Tally();
  final Tally misses = new Tally();
  final Tally commits = new Tally();

  /** Of the command under way. */
  private int hitCount;

  private int missCount;
  private int expiredCount;

  void hit() {
    hitCount++;
  }

  void miss() {
    missCount++;
  }

  void expired() {
    expiredCount++;
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

  /** What it has written is real: keys that it found expired count. */
  void settleExpired(LongAdder expiredKeys) {
    if (expiredCount != 0) {
      expiredKeys.add(expiredCount);
      expiredCount = 0;
    }
  }

  /** The command will be run again. */
  void forget() {
    hitCount = 0;
    missCount = 0;
    expiredCount = 0;
  }
}
