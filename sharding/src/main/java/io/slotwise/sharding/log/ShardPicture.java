package io.slotwise.sharding.log;

/** All that a store has of a shard on disk, as it was at one moment, record by record. */
public interface ShardPicture extends AutoCloseable {

  /** Up to where the shard's log is in it. */
  Reach.OfShard reach();

  /** Every position in it is this or a lower one. */
  long position();

  /** Moves on to the next record, or to the first; false when there is none. */
  boolean next();

  byte[] key();

  byte[] value();

  @Override
  void close();
}
