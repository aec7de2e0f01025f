package io.slotwise.sharding.cluster;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who holds a copy of a shard.
 *
 * @param voters ids of the nodes that have it and vote on it
 * @param next who shall have it instead while it moves; empty when it does not
 */
public record ShardPlacement(int shard, List<String> voters, List<String> next) {

  public ShardPlacement {
    voters = List.copyOf(voters);
    next = List.copyOf(next);
    if (voters.isEmpty()) {
      throw new IllegalArgumentException("shard " + shard + " would be nowhere");
    }
  }

  /** A shard that stays where it is. */
  static ShardPlacement on(int shard, List<String> voters) {
    return new ShardPlacement(shard, voters, List.of());
  }

  public boolean isMoving() {
    return !next.isEmpty();
  }

  /** Who shall have it in the end. */
  public List<String> target() {
    return isMoving() ? next : voters;
  }

  /** Who has it or is getting it: none of them may drop it. */
  public Set<String> holders() {
    Set<String> holders = new TreeSet<>(voters);
    holders.addAll(next);
    return holders;
  }
}
