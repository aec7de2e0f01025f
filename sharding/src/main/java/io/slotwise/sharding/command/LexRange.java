package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.collection.ElementEdge;
import io.slotwise.sharding.collection.ElementRange;

/**
 * Reads elements given by their members' bytes: {@code [a}, {@code (a} for more or less, {@code -}
 * and {@code +} for all. It means something where all scores are the same.
 */
final class LexRange {

  private static final Reply.Error NOT_VALID = Errors.err("min or max not valid string range item");

  private LexRange() {}

  /** Errors: min or max not valid string range item. */
  static ElementRange parse(Args args, int minAt, int maxAt) {
    return new ElementRange(edge(args.get(minAt), false), edge(args.get(maxAt), true));
  }

  private static ElementEdge edge(Bytes word, boolean isEnd) {
    char kind = word.isEmpty() ? 0 : (char) word.at(0);
    if (kind == '[' || kind == '(') {
      return ElementEdge.ofMember(word.slice(1, word.length()), isEnd == (kind == '['));
    }
    // As for C, a word ends at its first NUL.
    boolean isAlone = word.length() == 1 || word.length() > 1 && word.at(1) == 0;
    if (isAlone && kind == '-') {
      return ElementEdge.FIRST;
    }
    if (isAlone && kind == '+') {
      return ElementEdge.LAST;
    }
    throw new CommandError(NOT_VALID);
  }
}
