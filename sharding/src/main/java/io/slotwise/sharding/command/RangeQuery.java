package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.collection.ElementRange;
import io.slotwise.sharding.collection.RankRange;
import io.slotwise.sharding.collection.SortedSet;

/**
 * What ZRANGE and its older siblings ask for.
 *
 * @param range null where ranks are given
 * @param start the first rank, negative from the end; not used with a range
 * @param stop the last rank, negative from the end
 * @param limit the most elements; negative for all
 */
record RangeQuery(
    ElementRange range,
    long start,
    long stop,
    boolean reversed,
    long offset,
    long limit,
    boolean withScores) {

  /** What the two ends of a range are. */
  enum By {
    RANK,
    SCORE,
    LEX
  }

  private static final Reply.Error LIMIT_OF_RANKS =
      Errors.err(
          "syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  private static final Reply.Error SCORES_OF_LEX =
      Errors.err("syntax error, WITHSCORES not supported in combination with BYLEX");

  private static final long ALL = -1;

  /**
   * Of a command whose name says everything but LIMIT and WITHSCORES.
   *
   * @param reversed whether the name says so; then the greater end comes first
   */
  static RangeQuery of(Args args, By by, boolean reversed) {
    return new Parser(args, 2, by, reversed, false).parse();
  }

  /** Of ZRANGE, whose options say it all. */
  static RangeQuery ofOptions(Args args) {
    return new Parser(args, 2, null, null, false).parse();
  }

  /** Of ZRANGESTORE, which has the options of ZRANGE but for WITHSCORES. */
  static RangeQuery ofStoreOptions(Args args) {
    return new Parser(args, 3, null, null, true).parse();
  }

  /** The ranks of the elements asked for, counted from the least element in any case. */
  RankRange in(SortedSet set) {
    return range == null
        ? ranks(start, stop, set.size(), reversed)
        : set.ranks(range).limited(offset, limit, reversed);
  }

  /**
   * Ranks as words give them.
   *
   * @param first negative from the end
   * @param last negative from the end
   * @param reversed whether both are counted from the greatest element
   */
  static RankRange ranks(long first, long last, long size, boolean reversed) {
    long from = Math.max(0, first < 0 ? first + size : first);
    long to = Math.min(size - 1, last < 0 ? last + size : last) + 1;
    if (from >= to) {
      return RankRange.EMPTY;
    }
    return reversed ? new RankRange(size - to, size - from) : new RankRange(from, to);
  }

  /** Reads a request in Redis's order of checks: options, what they exclude, the two ends. */
  private static final class Parser {
    private final Args args;
    private final int firstEndAt;
    private final boolean stores;
    private By by;
    private Boolean reversed;
    private long offset;
    private long limit = ALL;
    private boolean withScores;

    Parser(Args args, int firstEndAt, By by, Boolean reversed, boolean stores) {
      this.args = args;
      this.firstEndAt = firstEndAt;
      this.by = by;
      this.reversed = reversed;
      this.stores = stores;
    }

    RangeQuery parse() {
      for (int i = firstEndAt + 2; i < args.count(); i++) {
        if (args.is(i, "limit") && i + 2 < args.count()) {
          offset = args.integer(i + 1);
          limit = args.integer(i + 2);
          i += 2;
        } else {
          flag(i);
        }
      }
      boolean isReversed = reversed != null && reversed;
      By way = by == null ? By.RANK : by;
      if (limit != ALL && way == By.RANK) {
        throw new CommandError(LIMIT_OF_RANKS);
      }
      if (withScores && way == By.LEX) {
        throw new CommandError(SCORES_OF_LEX);
      }
      return way == By.RANK ? byRank(isReversed) : byRange(way, isReversed);
    }

    private void flag(int at) {
      if (!stores && args.is(at, "withscores")) {
        withScores = true;
      } else if (reversed == null && args.is(at, "rev")) {
        reversed = true;
      } else if (by == null && args.is(at, "bylex")) {
        by = By.LEX;
      } else if (by == null && args.is(at, "byscore")) {
        by = By.SCORE;
      } else {
        throw new CommandError(Errors.syntax());
      }
    }

    private RangeQuery byRank(boolean isReversed) {
      long start = args.integer(firstEndAt);
      long stop = args.integer(firstEndAt + 1);
      return new RangeQuery(null, start, stop, isReversed, offset, limit, withScores);
    }

    private RangeQuery byRange(By way, boolean isReversed) {
      int minAt = isReversed ? firstEndAt + 1 : firstEndAt;
      int maxAt = isReversed ? firstEndAt : firstEndAt + 1;
      ElementRange range =
          way == By.SCORE
              ? ScoreRange.parse(args, minAt, maxAt)
              : LexRange.parse(args, minAt, maxAt);
      return new RangeQuery(range, 0, 0, isReversed, offset, limit, withScores);
    }
  }
}
