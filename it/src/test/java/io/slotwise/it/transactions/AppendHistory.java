package io.slotwise.it.transactions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Transactions that append their own number to some lists and say what these held before. As
 * nothing is ever taken out of a list, its end says in which order its writers came, and what a
 * transaction has read says between which two writers it came: if that can be so for all lists
 * together, some order of all transactions explains everything, and if it goes in a circle, none
 * does.
 */
final class AppendHistory {

  /** What one transaction has seen: by list, the numbers of those who had written it. */
  private record Seen(int number, boolean appends, Map<String, List<Integer>> lists) {}

  private final List<Seen> transactions = new ArrayList<>();

  /** Who must come after whom: by number, those directly behind. */
  private final Map<Integer, Set<Integer>> behind = new HashMap<>();

  /** Adds a transaction that has succeeded. Any thread. */
  synchronized void add(int number, boolean appends, Map<String, List<Integer>> lists) {
    transactions.add(new Seen(number, appends, lists));
  }

  /** One of a client's transactions came after another of the same client. Any thread. */
  synchronized void follows(int earlier, int later) {
    edge(earlier, later);
  }

  private void edge(int earlier, int later) {
    if (earlier != later) {
      behind.computeIfAbsent(earlier, any -> new HashSet<>()).add(later);
    }
  }

  synchronized int size() {
    return transactions.size();
  }

  static List<Integer> numbers(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
  }

  /**
   * Checks everything against what the lists hold in the end.
   *
   * @throws AssertionError that says what cannot be explained
   */
  synchronized void check(Map<String, List<Integer>> atTheEnd) {
    atTheEnd.forEach(
        (list, writers) -> {
          for (int i = 1; i < writers.size(); i++) {
            edge(writers.get(i - 1), writers.get(i));
          }
        });
    transactions.forEach(seen -> checkReads(seen, atTheEnd));
    checkNoCircle();
  }

  private void checkReads(Seen seen, Map<String, List<Integer>> atTheEnd) {
    seen.lists()
        .forEach(
            (list, read) -> {
              List<Integer> all = atTheEnd.get(list);
              if (read.size() > all.size() || !all.subList(0, read.size()).equals(read)) {
                throw new AssertionError(
                    seen.number() + " read of " + list + " what never was: " + read);
              }
              if (!read.isEmpty()) {
                edge(read.get(read.size() - 1), seen.number());
              }
              if (seen.appends() != all.contains(seen.number())) {
                throw new AssertionError(seen.number() + " is half in " + list);
              }
              if (read.size() < all.size()) {
                int next = all.get(read.size());
                if (seen.appends() && next != seen.number()) {
                  throw new AssertionError(next + " came between a read and a write of " + seen);
                }
                edge(seen.number(), next);
              }
            });
  }

  /** Takes out who has nobody before him, until none is left. */
  private void checkNoCircle() {
    Map<Integer, Integer> before = new HashMap<>();
    behind.forEach((from, all) -> all.forEach(to -> before.merge(to, 1, Integer::sum)));
    List<Integer> free = new ArrayList<>(behind.keySet());
    free.removeIf(before::containsKey);
    Collections.sort(free);
    for (int i = 0; i < free.size(); i++) {
      for (int next : behind.getOrDefault(free.get(i), Set.of())) {
        if (before.merge(next, -1, Integer::sum) == 0) {
          before.remove(next);
          free.add(next);
        }
      }
    }
    if (!before.isEmpty()) {
      throw new AssertionError("no order explains these transactions: " + before.keySet());
    }
  }
}
