package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Doubles;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.collection.ElementEdge;
import io.slotwise.sharding.collection.ElementRange;

/**
 * Reads elements given by their scores: {@code 1.5}, {@code (1.5} for more or less, {@code inf}.
 */
final class ScoreRange {

  private static final Reply.Error NOT_FLOAT = Errors.err("min or max is not a float");

  private ScoreRange() {}

  /** Errors: min or max is not a float. */
  static ElementRange parse(Args args, int minAt, int maxAt) {
    return new ElementRange(edge(args.get(minAt), false), edge(args.get(maxAt), true));
  }

  private static ElementEdge edge(Bytes word, boolean isEnd) {
    boolean excluded = !word.isEmpty() && word.at(0) == '(';
    double number = Doubles.parseBound(word, excluded ? 1 : 0);
    if (Double.isNaN(number)) {
      throw new CommandError(NOT_FLOAT);
    }
    return ElementEdge.ofScore(number, isEnd != excluded);
  }
}
