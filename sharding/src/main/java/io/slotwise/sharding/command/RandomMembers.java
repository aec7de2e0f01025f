package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.ElementVisitor;
import io.slotwise.sharding.collection.RankRange;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Draws members of a sorted set by lot, each as likely as any other: by rank. */
final class RandomMembers {

  /** Beyond this share of the set, walking through it costs less than looking members up. */
  private static final int WALK_DIVISOR = 8;

  private RandomMembers() {}

  static Bytes one(SortedSet set, RandomGenerator random) {
    List<Element> drawn = new ArrayList<>(1);
    look(set, random.nextLong(set.size()), drawn);
    return drawn.get(0).member();
  }

  /** As many as the count says. Errors: out of range where they are too many for a reply. */
  static List<Element> some(Keyspace keys, SortedSet set, DrawCount drawCount) {
    drawCount.requireReplyFits();
    long count = drawCount.signed();
    RandomGenerator random = keys.random();
    List<Element> drawn = new ArrayList<>();
    if (count < 0) {
      keys.willVisit(-count);
      for (long left = -count; left > 0; left--) {
        look(set, random.nextLong(set.size()), drawn);
      }
    } else if (count >= set.size()) {
      keys.willVisit(set.size());
      // As Redis shows all of them.
      set.forEach(set.ranks(), true, (member, score) -> drawn.add(new Element(member, score)));
    } else if (count < set.size() / WALK_DIVISOR) {
      keys.willVisit(count);
      Set<Long> ranks = new HashSet<>();
      while (drawn.size() < count) {
        long rank = random.nextLong(set.size());
        if (ranks.add(rank)) {
          look(set, rank, drawn);
        }
      }
    } else {
      keys.willVisit(set.size());
      set.forEach(set.ranks(), false, new Selection(set.size(), count, random, drawn));
    }
    return drawn;
  }

  private static void look(SortedSet set, long rank, List<Element> into) {
    set.forEach(
        new RankRange(rank, rank + 1),
        false,
        (member, score) -> into.add(new Element(member, score)));
  }

  /** Takes each of those shown with the chance that makes so many of all of them. */
  private static final class Selection implements ElementVisitor {
    private final RandomGenerator random;
    private final List<Element> into;
    private long left;
    private long wanted;

    Selection(long size, long wanted, RandomGenerator random, List<Element> into) {
      this.left = size;
      this.wanted = wanted;
      this.random = random;
      this.into = into;
    }

    @Override
    public void visit(Bytes member, double score) {
      if (random.nextLong(left) < wanted) {
        into.add(new Element(member, score));
        wanted--;
      }
      left--;
    }
  }
}
