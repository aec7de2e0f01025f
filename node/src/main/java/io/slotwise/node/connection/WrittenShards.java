package io.slotwise.node.connection;

import java.util.BitSet;

/**
 * What one client has written on this node. Changed by whoever runs its requests, one at a time;
 * read on its event loop in between.
 */
public final class WrittenShards {

  private final BitSet shards = new BitSet();
  private long position;

  void add(int shard, long logPosition) {
    shards.set(shard);
    position = Math.max(position, logPosition);
  }

  public boolean isEmpty() {
    return shards.isEmpty();
  }

  /** A copy. */
  public BitSet shards() {
    return (BitSet) shards.clone();
  }

  /** The log position of the last write, or 0. */
  public long position() {
    return position;
  }
}
