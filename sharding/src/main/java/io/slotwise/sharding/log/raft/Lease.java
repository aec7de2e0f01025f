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
 * when it is sure that nobody serves in an older term:
 *
 * <ul>
 *   <li>Every other voter has answered that it knows the new term and serves in no older one;
 *       unless a voter has gone lately, because then somebody may serve who is none of them any
 *       more.
 *   <li>Or one has, who was sure of the same as the leader of the term right before this one: that
 *       was the only one left who could. So a lead that is handed over waits for nobody else. The
 *       same goes for a leader who was the last one himself.
 * </ul>
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
  private long soleTerm;
  private boolean votersGone;
  private long votersGoneNanos;

  /**
   * The latest answer of a voter.
   *
   * @param wasSole whether nobody else could have served in an older term
   */
  private record Answer(long askedNanos, boolean servesOlder, boolean wasSole) {}

  Lease(long durationNanos) {
    this.durationNanos = durationNanos;
    this.waitNanos = durationNanos + durationNanos / DRIFT;
  }

  /** A majority has elected this node. */
  void lead(long inTerm, long nowNanos) {
    term = inTerm;
    leadsSinceNanos = nowNanos;
    waits = soleTerm < inTerm - 1;
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
   * @param itsSoleTerm its {@link #soleTerm}, or 0
   * @param askedNanos when it was asked
   */
  void answered(String voter, long itsTerm, long servesIn, long itsSoleTerm, long askedNanos) {
    if (term == 0 || itsTerm != term) {
      return;
    }
    Answer before = answers.get(voter);
    if (before == null || askedNanos - before.askedNanos() > 0) {
      boolean servesOlder = servesIn != 0 && servesIn < term;
      answers.put(voter, new Answer(askedNanos, servesOlder, itsSoleTerm == term - 1));
    }
  }

  /**
   * The latest term in which this node, leading, was sure that nobody served in an older one; or 0.
   */
  long soleTerm() {
    return soleTerm;
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
    if (waits
        && (nowNanos - leadsSinceNanos >= waitNanos
            || isKnownToAll(others, nowNanos)
            || isLeftByTheLast())) {
      waits = false;
    }
    if (!waits) {
      soleTerm = term;
    }
    return waits;
  }

  private boolean isLeftByTheLast() {
    return answers.values().stream().anyMatch(last -> last.wasSole() && !last.servesOlder());
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
