package io.slotwise.sharding.cluster;

/** What a member of the cluster is there for. */
public enum MemberState {
  /** Known, but not yet a voter of the directory: it gets no shards. */
  JOINING,
  /** Takes shards. */
  UP,
  /** Gives its shards away and gets none; stays a member. */
  DRAINING,
  /** Gives its shards away, and is forgotten when it has none. */
  LEAVING;

  /** Whether shards may be placed on it. */
  public boolean takesShards() {
    return this == UP;
  }
}
