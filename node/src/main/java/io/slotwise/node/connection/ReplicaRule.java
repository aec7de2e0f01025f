package io.slotwise.node.connection;

import io.slotwise.protocol.ErrorCode;
import io.slotwise.protocol.Reply;

/**
 * {@code min-replicas-to-write}: writes are refused while fewer followers of their shard than that
 * have answered within {@code min-replicas-max-lag}. A node alone has no followers.
 */
public final class ReplicaRule {

  static final Reply.Error TOO_FEW =
      new Reply.Error(ErrorCode.NOREPLICAS, "Not enough good replicas to write.");

  private static final long MS_PER_S = 1_000;

  private final Followers followers;
  private final int shardCount;
  private volatile int wanted;
  private volatile long lagMsMax;

  /** By shard, as of the last look. */
  private volatile int[] good;

  public ReplicaRule(Followers followers, int shardCount) {
    this.followers = followers;
    this.shardCount = shardCount;
    this.good = new int[shardCount];
  }

  /** 0 for none. */
  public void setWanted(int replicas) {
    wanted = replicas;
    look();
  }

  /** 0 has no write refused. */
  public void setLagMax(int seconds) {
    lagMsMax = seconds * MS_PER_S;
    look();
  }

  /** Counts anew; to be called again and again. */
  public void look() {
    if (!isOn()) {
      return;
    }
    int[] counts = new int[shardCount];
    for (int shard = 0; shard < shardCount; shard++) {
      counts[shard] = followers.answeredWithin(shard, lagMsMax);
    }
    good = counts;
  }

  /** Whether there is such a rule: cheap. */
  boolean isOn() {
    return wanted != 0 && lagMsMax != 0;
  }

  /** Whether writes on a shard that this node leads are refused: cheap. */
  boolean refuses(int shard) {
    return isOn() && good[shard] < wanted;
  }
}
