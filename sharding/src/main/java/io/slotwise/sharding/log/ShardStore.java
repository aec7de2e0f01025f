package io.slotwise.sharding.log;

import io.slotwise.sharding.replication.SlotRange;
import java.util.concurrent.CompletionStage;

/**
 * The store under a replicated log: what the log does to it that no turn of a client does. May wait
 * for the disk and for turns; each shard is touched by one thread at a time.
 */
public interface ShardStore {

  /**
   * Does in memory the effects of a commit that another node made, or this one before it forgot.
   *
   * @param shard its slots
   * @param position the commit's
   */
  void redo(SlotRange shard, long position, byte[] bytes, int offset, int length);

  /** Waits until every turn of these slots that is under way has ended. */
  void awaitTurns(SlotRange slots);

  /** How long whoever brings effects should be held up now, in nanoseconds; mostly 0. */
  long delayNanosForEffects();

  /** Whether no more effects should be brought before some of those in memory are on disk. */
  boolean isFull();

  /**
   * Has memory forget what it has of a shard beyond the disk, effects that no log has among it.
   *
   * @return up to where the disk has the shard's log, or null: from there it is to be done again
   */
  Reach.OfShard reset(int shard, SlotRange slots);

  /**
   * Up to where the disk has a shard whose log this node begins or goes on with, or null where it
   * has nothing. Data that is there without a log is taken for what the first entry left: a replica
   * that knows the log only from its beginning must not think that it knows the shard.
   */
  Reach.OfShard begin(int shard, SlotRange slots);

  /** Up to where the disk would have the shard's log after a crash now, or null. */
  Reach.OfShard persisted(int shard);

  /**
   * A picture of a shard with everything that was committed before the call. Whoever gets it closes
   * it.
   */
  CompletionStage<ShardPicture> picture(int shard, SlotRange slots);

  /** Replaces all that the store has of a shard by a picture that another store has made. */
  void replace(int shard, SlotRange slots, ShardPicture picture);

  /** Deletes all that the store has of a shard. */
  void drop(int shard, SlotRange slots);
}
