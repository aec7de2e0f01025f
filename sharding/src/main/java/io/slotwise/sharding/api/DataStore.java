package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * The node's data as a whole: for commands that look at every slot, and for operators. Methods that
 * return a stage may take time and complete on a thread of the store's own.
 */
public interface DataStore {

  /**
   * How many keys a database holds, expired ones that nobody has met yet included, as Redis counts.
   * Exact.
   */
  CompletionStage<Long> keyCount(int database);

  /**
   * Keys, keys with expiry, and their mean time to live in ms, from counters: cheap and at most a
   * second old.
   */
  DatabaseStats databaseStats(int database);

  /** How many keys a slot of database 0 holds. */
  CompletionStage<Long> keyCountInSlot(int slot);

  /** Up to {@code countMax} keys of a slot of database 0. */
  CompletionStage<List<Bytes>> keysInSlot(int slot, int countMax);

  /**
   * One step of a scan. A key that is there from the first step to the last is returned at least
   * once; a step returns about {@code countHint} keys, possibly none.
   *
   * @param cursor 0 to start, then what the step before answered
   */
  CompletionStage<ScanStep> scan(int database, long cursor, int countHint);

  /** A random live key, or null in an empty database. */
  CompletionStage<Bytes> randomKey(int database);

  /**
   * Empties one database, or all with {@code database = -1}. The space comes back in the
   * background.
   */
  CompletionStage<Void> flush(int database);

  /** Lets two databases change places, for all clients at once. */
  CompletionStage<Void> swap(int first, int second);

  /**
   * Runs code in the turn of a key's slot, as a command would be run: for commands that are more
   * than one command.
   */
  CompletionStage<Reply> onSlotOf(Bytes key, int database, BiFunction<Keyspace, Bytes, Reply> code);

  /**
   * Writes memtables to SST files; what was written before is then on disk whatever the durability.
   */
  CompletionStage<Void> flushMemtable();

  /** Starts {@link #flushMemtable()} and does not wait. */
  void scheduleFlushMemtable();

  /** Syncs the log to disk. */
  CompletionStage<Void> syncLog();

  /** Compacts the whole store in the background; completes when done. */
  CompletionStage<Void> compact();

  /** Drops the block cache. */
  void dropBlockCache();

  /** Current figures for INFO and metrics. */
  StoreStats stats();

  /**
   * @param cursor 0 when the scan is over
   * @param keys with their types, so that {@code SCAN ... TYPE} needs no second look
   */
  record ScanStep(long cursor, List<ScannedKey> keys) {}

  record ScannedKey(Bytes key, ValueType type) {}

  record DatabaseStats(long keys, long keysWithExpiry, long averageTtlMs) {}
}
