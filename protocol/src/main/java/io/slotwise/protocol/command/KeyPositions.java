package io.slotwise.protocol.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Numbers;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the keys of a request by the specs of its command: every kind of spec, at leisure. The
 * router has its own short way for plain ranges.
 */
public final class KeyPositions {

  private KeyPositions() {}

  /**
   * A key of a request.
   *
   * @param position of the word, the command's name being 0
   * @param spec what found it
   */
  public record Key(int position, KeySpec spec) {}

  /**
   * The keys in the order of the specs; words that only look like keys (NOT_KEY) are left out.
   *
   * @return null when the request does not fit its specs, or when they cannot tell: the command
   *     itself will know what to answer
   */
  public static List<Key> find(CommandSpec command, Args args) {
    List<Key> keys = new ArrayList<>();
    for (KeySpec spec : command.keys()) {
      if (spec.effects().contains(KeySpec.Effect.NOT_KEY)) {
        continue;
      }
      if (!add(spec, args, keys) || spec.effects().contains(KeySpec.Effect.INCOMPLETE)) {
        return null;
      }
    }
    return keys;
  }

  private static boolean add(KeySpec spec, Args args, List<Key> keys) {
    if (spec instanceof KeySpec.Range range) {
      return addRange(range, args, keys);
    }
    if (spec instanceof KeySpec.Counted counted) {
      return addCounted(counted, args, keys);
    }
    if (spec instanceof KeySpec.AfterKeyword after) {
      return addAfterKeyword(after, args, keys);
    }
    // Keys that only the data name: the command asks for them when it knows them.
    return true;
  }

  private static boolean addRange(KeySpec.Range range, Args args, List<Key> keys) {
    int last =
        range.last() >= 0
            ? range.last()
            : fromEnd(range.first(), range.last(), range.limit(), args.count());
    return addSpan(range, range.first(), last, range.step(), args, keys);
  }

  private static boolean addCounted(KeySpec.Counted counted, Args args, List<Key> keys) {
    int at = counted.countAt();
    if (at >= args.count() || !Numbers.isInteger(args.get(at))) {
      return false;
    }
    long last = counted.first() + (Numbers.integer(args.get(at)) - 1) * counted.step();
    return last < args.count()
        && addSpan(counted, counted.first(), (int) last, counted.step(), args, keys);
  }

  private static boolean addAfterKeyword(KeySpec.AfterKeyword after, Args args, List<Key> keys) {
    int first = firstBehind(after, args);
    if (first < 0) {
      return false;
    }
    int last =
        after.last() >= 0
            ? first + after.last()
            : fromEnd(first, after.last(), after.limit(), args.count());
    return addSpan(after, first, last, after.step(), args, keys);
  }

  private static int firstBehind(KeySpec.AfterKeyword after, Args args) {
    boolean forwards = after.searchFrom() > 0;
    int start = forwards ? after.searchFrom() : args.count() + after.searchFrom();
    int end = forwards ? args.count() - 1 : 1;
    for (int i = start; i != end && i > 0 && i < args.count(); i += start <= end ? 1 : -1) {
      if (args.is(i, after.keyword())) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Where a span ends whose last key is counted from the end of the request. */
  private static int fromEnd(int first, int last, int limit, int wordCount) {
    return limit == 0 ? wordCount + last : first + (wordCount - first) / limit + last;
  }

  private static boolean addSpan(
      KeySpec spec, int first, int last, int step, Args args, List<Key> keys) {
    if (last >= args.count() || last < first || first >= args.count()) {
      return false;
    }
    for (int i = first; i <= last; i += step) {
      keys.add(new Key(i, spec));
    }
    return true;
  }
}
