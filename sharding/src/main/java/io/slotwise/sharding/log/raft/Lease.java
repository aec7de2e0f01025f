package io.slotwise.sharding.log.raft;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Whether the leader of a group may serve what it has in memory without asking anybody: until a
 * time {@code D} after the moment at which it began to ask those of its voters that, with itself,
 * are a majority, and that answered that the leader's term was theirs.
 *
 * <p>Why that is safe: whoever leads next has the votes of a majority, so of one of those that
 * answered, and it voted after it answered, so after the moment at which it was asked. The next
 * leader waits {@code D} and a little more (clocks run unevenly) before it serves. It need not wait
 * when every other voter has answered that it knows the new term and serves in no older one; unless
 * a voter has gone lately, because then somebody may serve who is none of them any more.
 *
 * <p>Pure: it is told the time, in nanoseconds of one clock that only goes forward. Guarded by its
 * owner.
 */
final class Lease {

  /** By how much a clock may be slower than another: one part in so many. */
  private static final int DRIFT = 16;

  private final long durationNanos;
  private final long waitNanos;
  private final Map<String, Answer> answers = new HashMap<>();
  private long term;
  private long leadsSinceNanos;
  private boolean waits;
  private boolean votersGone;
  private long votersGoneNanos;

  /** The latest answer of a voter. */
  private record Answer(long askedNanos, boolean servesOlder) {}

  Lease(long durationNanos) {
    this.durationNanos = durationNanos;
    this.waitNanos = durationNanos + durationNanos / DRIFT;
  }

  /** A majority has elected this node. */
  void lead(long inTerm, long nowNanos) {
    term = inTerm;
    leadsSinceNanos = nowNanos;
    waits = true;
    answers.clear();
  }

  /** It does not any more. */
  void lose() {
    term = 0;
    answers.clear();
  }

  /** Some vote no more. */
  void votersGone(long nowNanos) {
    votersGone = true;
    votersGoneNanos = nowNanos;
  }

  /**
   * A voter has answered.
   *
   * @param itsTerm the latest it knows
   * @param servesIn the term in which it leads itself or is about to, or 0
   * @param askedNanos when it was asked
   */
  void answered(String voter, long itsTerm, long servesIn, long askedNanos) {
    if (term == 0 || itsTerm != term) {
      return;
    }
    Answer before = answers.get(voter);
    if (before == null || askedNanos - before.askedNanos() > 0) {
      answers.put(voter, new Answer(askedNanos, servesIn != 0 && servesIn < term));
    }
  }

  /**
   * Until when this node may serve; not later than now where it may not.
   *
   * @param others who votes besides this node
   * @param votes whether this node votes
   */
  long heldUntilNanos(Set<String> others, boolean votes, long nowNanos) {
    if (term == 0 || isWaiting(others, nowNanos)) {
      return nowNanos;
    }
    int voters = others.size() + (votes ? 1 : 0);
    int needed = voters / 2 + 1 - (votes ? 1 : 0);
    if (needed == 0) {
      return nowNanos + durationNanos;
    }
    long[] agesNanos =
        others.stream()
            .map(answers::get)
            .filter(answer -> answer != null)
            .mapToLong(answer -> nowNanos - answer.askedNanos())
            .sorted()
            .toArray();
    if (agesNanos.length < needed) {
      return nowNanos;
    }
    return nowNanos - agesNanos[needed - 1] + durationNanos;
  }

  /** Whether somebody may still serve in an older term. */
  private boolean isWaiting(Set<String> others, long nowNanos) {
    if (waits && (nowNanos - leadsSinceNanos >= waitNanos || isKnownToAll(others, nowNanos))) {
      waits = false;
    }
    return waits;
  }

  private boolean isKnownToAll(Set<String> others, long nowNanos) {
    if (votersGone && nowNanos - votersGoneNanos < waitNanos) {
      return false;
    }
    for (String other : others) {
      Answer answer = answers.get(other);
      if (answer == null || answer.servesOlder()) {
        return false;
      }
    }
    return true;
  }
}
