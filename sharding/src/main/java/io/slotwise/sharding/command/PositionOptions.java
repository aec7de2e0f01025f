package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.collection.ListEnd;

/**
 * What stands behind {@code LPOS key element}. An option may repeat; the last one counts.
 *
 * @param from where to begin
 * @param rank which match is the first to be told, from 1 on
 * @param hasCount COUNT was given: the reply is an array
 * @param countMax how many matches are told
 * @param lengthMax how many elements are looked at
 */
record PositionOptions(ListEnd from, long rank, boolean hasCount, long countMax, long lengthMax) {

  private static final int FIRST = 3;

  private static final Reply.Error RANK_ZERO =
      Errors.err(
          "RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use"
              + " negative to start from the end of the list");
  private static final Reply.Error COUNT_NEGATIVE = Errors.err("COUNT can't be negative");
  private static final Reply.Error LENGTH_NEGATIVE = Errors.err("MAXLEN can't be negative");

  /** Reads the options of a whole LPOS request. */
  static PositionOptions parse(Args args) {
    long rank = 1;
    boolean hasCount = false;
    long count = 1;
    long length = 0;
    for (int i = FIRST; i < args.count(); i += 2) {
      if (i + 1 == args.count()) {
        throw new CommandError(Errors.syntax());
      }
      if (args.is(i, "rank")) {
        rank = rank(args, i + 1);
      } else if (args.is(i, "count")) {
        hasCount = true;
        count = notNegative(args, i + 1, COUNT_NEGATIVE);
      } else if (args.is(i, "maxlen")) {
        length = notNegative(args, i + 1, LENGTH_NEGATIVE);
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    if (rank == Long.MIN_VALUE) {
      // It has no positive counterpart: Redis 7.0 answers with all matches, as of RANK -1 COUNT 0.
      rank = -1;
      count = hasCount ? 0 : 1;
    }
    return new PositionOptions(
        rank < 0 ? ListEnd.RIGHT : ListEnd.LEFT,
        Math.abs(rank),
        hasCount,
        count == 0 ? Long.MAX_VALUE : count,
        length == 0 ? Long.MAX_VALUE : length);
  }

  private static long rank(Args args, int index) {
    long rank = args.integer(index);
    if (rank == 0) {
      throw new CommandError(RANK_ZERO);
    }
    return rank;
  }

  private static long notNegative(Args args, int index, Reply.Error otherwise) {
    long number = args.integer(index, otherwise);
    if (number < 0) {
      throw new CommandError(otherwise);
    }
    return number;
  }
}
