package io.slotwise.it.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Whether a history of one key is linearizable: whether each call can be given a moment between its
 * begin and its end so that the calls, in the order of these moments, answer what they did answer.
 *
 * <p>The search is that of Wing and Gong with the memory of Lowe: what comes next is any call that
 * began before the first end of the calls that are still to come; a set of done calls that was met
 * before with the same value is not looked at again. Calls without an answer end at no time: they
 * may be placed anywhere after their begin, or nowhere. They are what makes the search exponential,
 * so three rules keep them few: of equal ones only the one that began first is tried, a situation
 * is left when it was met before with fewer of them used up, and what has used fewer is looked at
 * first, even when it has come a little less far.
 */
final class Linearizability {

  /** More than any history of a correct server has needed by far; a bound on time and memory. */
  private static final int SITUATIONS_MAX = 1_000_000;

  /** By how many done calls a situation must be ahead to make up for an unanswered one more. */
  private static final int PRICE_OF_UNANSWERED = 8;

  private static final int TOLD_MAX = 12;

  /**
   * How far a search has come. Answered calls are numbered by their begin: all below {@code first}
   * are done, and of the later ones those in {@code later}.
   */
  private record Situation(int first, BitSet later, BitSet unansweredUsed, String value) {
    int done() {
      return first + later.cardinality();
    }

    int promise() {
      return done() - PRICE_OF_UNANSWERED * unansweredUsed.cardinality();
    }

    Met met() {
      return new Met(first, later, value);
    }

    boolean has(int call) {
      return call < first || later.get(call);
    }

    Situation after(int call, String newValue) {
      BitSet done = (BitSet) later.clone();
      done.set(call);
      int next = done.nextClearBit(first);
      done.clear(first, next);
      return new Situation(next, done, unansweredUsed, newValue);
    }

    Situation afterUnanswered(int call, String newValue) {
      BitSet used = (BitSet) unansweredUsed.clone();
      used.set(call);
      return new Situation(first, later, used, newValue);
    }
  }

  private record Met(int first, BitSet later, String value) {}

  private final List<Operation> answered;
  private final List<Operation> unanswered;
  private final Map<Met, List<BitSet>> met = new HashMap<>();
  private final Queue<Situation> open =
      new PriorityQueue<>(Comparator.comparingInt(Situation::promise).reversed());
  private int situations;
  private Situation furthest;

  private Linearizability(List<Operation> history) {
    Comparator<Operation> byBegin = Comparator.comparingLong(Operation::invokedNanos);
    answered = history.stream().filter(Operation::answered).sorted(byBegin).toList();
    unanswered =
        history.stream()
            .filter(operation -> !operation.answered() && !operation.call().onlyReads())
            .sorted(byBegin)
            .toList();
  }

  /**
   * Looks for an order of the calls of one key that did not exist before them. Empty when there is
   * one; else a text that says where the search got stuck.
   */
  static Optional<String> violation(List<Operation> history) {
    return new Linearizability(history).search();
  }

  private Optional<String> search() {
    furthest = new Situation(0, new BitSet(), new BitSet(), null);
    visit(furthest);
    while (!open.isEmpty()) {
      Situation situation = open.remove();
      if (situation.first() == answered.size()) {
        return Optional.empty();
      }
      if (situations > SITUATIONS_MAX) {
        return Optional.of("undecided after " + SITUATIONS_MAX + " situations. " + stuck());
      }
      if (situation.done() > furthest.done()) {
        furthest = situation;
      }
      next(situation).forEach(this::visit);
    }
    return Optional.of(stuck());
  }

  /** Puts a situation aside for a look, unless one that promises as much was there before. */
  private void visit(Situation situation) {
    List<BitSet> before = met.computeIfAbsent(situation.met(), key -> new ArrayList<>(1));
    if (before.stream().noneMatch(used -> contains(situation.unansweredUsed(), used))) {
      before.add(situation.unansweredUsed());
      situations++;
      open.add(situation);
    }
  }

  private static boolean contains(BitSet all, BitSet part) {
    BitSet rest = (BitSet) part.clone();
    rest.andNot(all);
    return rest.isEmpty();
  }

  private List<Situation> next(Situation situation) {
    List<Situation> next = new ArrayList<>();
    for (int call : candidates(situation)) {
      Operation operation = answered.get(call);
      Call.Effect effect = operation.call().on(situation.value());
      if (Objects.equals(effect.reply(), operation.reply())) {
        next.add(situation.after(call, effect.value()));
      }
    }
    List<Call> tried = new ArrayList<>();
    long firstEnd = firstEnd(situation);
    for (int i = 0; i < unanswered.size(); i++) {
      Operation operation = unanswered.get(i);
      if (operation.invokedNanos() > firstEnd) {
        break;
      }
      if (situation.unansweredUsed().get(i) || tried.contains(operation.call())) {
        continue;
      }
      tried.add(operation.call());
      String value = operation.call().on(situation.value()).value();
      if (!Objects.equals(value, situation.value())) {
        next.add(situation.afterUnanswered(i, value));
      }
    }
    return next;
  }

  /** Answered calls that are not done and began before any that is not done had ended. */
  private List<Integer> candidates(Situation situation) {
    long firstEnd = firstEnd(situation);
    List<Integer> candidates = new ArrayList<>();
    for (int call = situation.first(); call < answered.size(); call++) {
      if (answered.get(call).invokedNanos() > firstEnd) {
        break;
      }
      if (!situation.has(call)) {
        candidates.add(call);
      }
    }
    return candidates;
  }

  private long firstEnd(Situation situation) {
    long firstEnd = Long.MAX_VALUE;
    for (int call = situation.first(); call < answered.size(); call++) {
      Operation operation = answered.get(call);
      if (operation.invokedNanos() > firstEnd) {
        break;
      }
      if (!situation.has(call)) {
        firstEnd = Math.min(firstEnd, operation.returnedNanos());
      }
    }
    return firstEnd;
  }

  private String stuck() {
    long origin = answered.get(0).invokedNanos();
    StringBuilder text =
        new StringBuilder("the furthest order has ")
            .append(furthest.done())
            .append(" of ")
            .append(answered.size())
            .append(" answered calls and leaves the value ")
            .append(furthest.value())
            .append("; none of these can come next:\n");
    for (int call : candidates(furthest)) {
      text.append("  ").append(answered.get(call).told(origin)).append('\n');
    }
    text.append("before them:\n");
    for (int call = Math.max(0, furthest.first() - TOLD_MAX); call < furthest.first(); call++) {
      text.append("  ").append(answered.get(call).told(origin)).append('\n');
    }
    long unused = unanswered.size() - furthest.unansweredUsed().cardinality();
    return text.append(unused)
        .append(" of ")
        .append(unanswered.size())
        .append(" calls without an answer were not needed by that order.\n")
        .toString();
  }
}
