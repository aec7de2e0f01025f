package io.slotwise.sharding.api;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Reply;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/**
 * The node's data as a whole: for commands that look at every slot, and for operators. Methods that
 * return a stage may take time and complete on a thread of the store's own.
 */
public interface DataStore extends AllKeys {

  /**
   * The keys in some slots only; on a member of a cluster {@code this} has those of the slots that
   * it leads.
   *
   * @param slots those of whole shards
   */
  AllKeys keysIn(IntPredicate slots);

  /**
   * Keys, keys with expiry, and their mean time to live in ms, from counters: cheap and at most a
   * second old. On a member of a cluster of the slots that it leads.
   */
  DatabaseStats databaseStats(int database);

  /** How many keys a slot of database 0 holds. */
  CompletionStage<Long> keyCountInSlot(int slot);

  /** Up to {@code countMax} keys of a slot of database 0. */
  CompletionStage<List<Bytes>> keysInSlot(int slot, int countMax);

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

  record DatabaseStats(long keys, long keysWithExpiry, long averageTtlMs) {}
}
