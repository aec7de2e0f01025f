package io.slotwise.sharding.store;

/** What one keyspace has counted: kept when the keyspace and its thread are gone. */
final class KeyspaceTallies {
  final Tally hits = new Tally();
  final Tally misses = new Tally();
  final Tally commits = new Tally();
}
