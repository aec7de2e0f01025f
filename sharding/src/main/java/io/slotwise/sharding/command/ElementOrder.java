package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Doubles;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Keyspace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order that SORT asks for: by numbers, or by bytes, of the elements themselves or of what lies
 * at keys that a pattern names. Elements with equal numbers are in the order of their bytes; one
 * without a weight has the number 0, or comes first.
 */
final class ElementOrder {

  private static final Reply.Error NOT_A_NUMBER =
      Errors.err("One or more scores can't be converted into double");

  private static final Comparator<Weighted> BY_BYTES =
      Comparator.comparing(Weighted::weight, Comparator.nullsFirst(Comparator.naturalOrder()));
  private static final Comparator<Weighted> BY_NUMBER =
      Comparator.comparingDouble(Weighted::number).thenComparing(Weighted::element);

  private final Keyspace keys;
  private final SortOptions options;

  /**
   * An element with what it is sorted by.
   *
   * @param weight null where there is none
   */
  private record Weighted(Bytes element, Bytes weight, double number) {}

  ElementOrder(Keyspace keys, SortOptions options) {
    this.keys = keys;
    this.options = options;
  }

  /** Errors: a weight that is no number. */
  void sort(List<Bytes> elements) {
    List<Weighted> weighted = weighted(elements);
    Comparator<Weighted> order = options.alpha() ? BY_BYTES : BY_NUMBER;
    weighted.sort(options.descending() ? order.reversed() : order);
    for (int i = 0; i < weighted.size(); i++) {
      elements.set(i, weighted.get(i).element());
    }
  }

  private List<Weighted> weighted(List<Bytes> elements) {
    SortPattern by = options.by() == null ? null : new SortPattern(options.by());
    if (by != null) {
      keys.willTouch(elements.stream().map(by::keyOf).toList());
    }
    List<Weighted> weighted = new ArrayList<>(elements.size());
    for (Bytes element : elements) {
      Bytes weight = by == null ? element : by.valueOf(keys, element);
      // Not -0, which would come before 0 here and is the same for Redis.
      double number = options.alpha() || weight == null ? 0 : number(weight) + 0.0;
      weighted.add(new Weighted(element, weight, number));
    }
    return weighted;
  }

  /** As C's strtod: blanks may stand in front, a NUL ends it, and nothing at all is 0. */
  private static double number(Bytes text) {
    int from = 0;
    int end = 0;
    while (end < text.length() && text.at(end) != 0) {
      end++;
    }
    while (from < end && (text.at(from) == ' ' || text.at(from) >= '\t' && text.at(from) <= '\r')) {
      from++;
    }
    if (end == 0) {
      return 0;
    }
    double number = Doubles.parse(text.slice(from, end));
    if (Double.isNaN(number)) {
      throw new CommandError(NOT_A_NUMBER);
    }
    return number;
  }
}
