package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands behind {@code SORT key}. Options may repeat: the last one counts, but for GET.
 *
 * @param by the pattern of the keys that hold the weights, or null
 * @param sorts whether there is anything to do but to take the elements as they come
 * @param gets what to answer for each element instead of itself
 * @param store the key that the result goes to, or null
 * @param offset LIMIT, and how many at most: -1 for all
 */
record SortOptions(
    boolean descending,
    boolean alpha,
    Bytes by,
    boolean sorts,
    List<SortPattern> gets,
    Bytes store,
    long offset,
    long count) {

  private static final int FIRST = 2;

  static SortOptions parse(Args args, boolean mayStore) {
    boolean descending = false;
    boolean alpha = false;
    Bytes by = null;
    List<SortPattern> gets = new ArrayList<>();
    Bytes store = null;
    long offset = 0;
    long count = -1;
    for (int i = FIRST; i < args.count(); i++) {
      int following = args.count() - i - 1;
      if (args.is(i, "asc") || args.is(i, "desc")) {
        descending = args.is(i, "desc");
      } else if (args.is(i, "alpha")) {
        alpha = true;
      } else if (args.is(i, "limit") && following >= 2) {
        offset = args.integer(++i);
        count = args.integer(++i);
      } else if (args.is(i, "store") && mayStore && following >= 1) {
        store = args.get(++i);
      } else if (args.is(i, "by") && following >= 1) {
        by = args.get(++i);
      } else if (args.is(i, "get") && following >= 1) {
        gets.add(new SortPattern(args.get(++i)));
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    boolean sorts = by == null || new SortPattern(by).names();
    return new SortOptions(descending, alpha, by, sorts, gets, store, offset, count);
  }

  /** The same, but sorting by the elements' own bytes. */
  SortOptions byElementsThemselves() {
    return new SortOptions(descending, true, null, true, gets, store, offset, count);
  }
}
