package io.slotwise.sharding.replication;

import java.util.List;

/**
 * How replication of a shard stands, as one of its replicas knows it.
 *
 * @param term the current one
 * @param appliedIndex of the last log entry that memory has
 * @param committedIndex of the last log entry that a majority has
 * @param voters those who elect and acknowledge
 * @param followers what the leader knows of the others; empty elsewhere
 */
public record ShardStatus(
    int shard,
    long term,
    long appliedIndex,
    long committedIndex,
    List<Peer> voters,
    List<Follower> followers) {

  /** The lists are copied. */
  public ShardStatus {
    voters = List.copyOf(voters);
    followers = List.copyOf(followers);
  }

  /**
   * A follower in its leader's eyes.
   *
   * @param matchIndex of the last log entry that it is known to have
   * @param lastContactMs how long ago it answered
   */
  public record Follower(String nodeId, long matchIndex, long lastContactMs) {}
}
