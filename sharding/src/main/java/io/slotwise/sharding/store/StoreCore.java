package io.slotwise.sharding.store;

import io.slotwise.sharding.log.Journal;
import io.slotwise.sharding.store.rocks.RocksStore;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the parts of the store share. */
final class StoreCore {

  final StoreSettings settings;
  final InstantSource clock;
  final SlotTables tables;
  final KeyHash keyHash;
  final HotCache cache;
  final RocksStore rocks;
  final StoreTallies tallies = new StoreTallies();

  /** Set once the journal has been replayed. */
  volatile Journal journal;

  volatile KeyEventListener keyEvents = KeyEventListener.NONE;

  private final List<TurnKeyspace> keyspaces = new CopyOnWriteArrayList<>();

  StoreCore(StoreSettings settings, InstantSource clock, KeyHash keyHash, RocksStore rocks) {
    this.settings = settings;
    this.clock = clock;
    this.keyHash = keyHash;
    this.rocks = rocks;
    this.tables = new SlotTables(settings.databases());
    this.cache = new HotCache(settings.hotCacheBytes());
  }

  TurnKeyspace newKeyspace() {
    TurnKeyspace keyspace = new TurnKeyspace(this);
    keyspaces.add(keyspace);
    return keyspace;
  }

  /** All keyspaces ever made: for their tallies. */
  List<TurnKeyspace> keyspaces() {
    return keyspaces;
  }
}
