package io.slotwise.sharding.log;

import java.util.List;

/**
 * Up to where memory has what a log holds. The store notes it before it brings memory to disk, and
 * writes it behind: from there a restart goes on.
 *
 * @param position every effect up to here is in memory
 * @param shards the same in the words of the shards' own logs, where they have such
 * @param losses how often the log has lost effects: where that has grown, memory had effects that
 *     are not in the log
 */
public record Reach(long position, List<OfShard> shards, long losses) {

  /** The list is copied. */
  public Reach {
    shards = List.copyOf(shards);
  }

  /** Of a log that is one for all shards, and loses nothing. */
  public static Reach ofPosition(long position) {
    return new Reach(position, List.of(), 0);
  }

  /**
   * The last entry of a shard's log that memory has.
   *
   * @param term of the entry
   * @param index of the entry
   */
  public record OfShard(int shard, long term, long index) {}
}
