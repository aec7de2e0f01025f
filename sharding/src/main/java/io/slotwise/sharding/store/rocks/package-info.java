/**
 * The only room that knows RocksDB: byte arrays in, byte arrays out. Every call may wait for the
 * disk, except {@link io.slotwise.sharding.store.rocks.RocksStore#getFromMemory}. Nothing may be
 * called after {@code close}.
 */
package io.slotwise.sharding.store.rocks;
