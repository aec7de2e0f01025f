package io.slotwise.node.script;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import java.util.ArrayList;
import java.util.List;

/** {@code numkeys key ... arg ...}, as EVAL and FCALL have them behind the script. */
record ScriptArguments(List<Bytes> keys, List<Bytes> others) {

  private static final int NUMKEYS_AT = 2;

  /**
   * Errors, in order: ERR value is not an integer or out of range; ERR Number of keys can't be
   * greater than number of args; ERR Number of keys can't be negative.
   */
  static ScriptArguments parse(Args args) {
    return parse(args, args.integer(NUMKEYS_AT));
  }

  /** The same for a function, with ERR Bad number of keys provided in place of the first. */
  static ScriptArguments ofFunction(Args args) {
    return parse(args, args.integer(NUMKEYS_AT, Errors.err("Bad number of keys provided")));
  }

  private static ScriptArguments parse(Args args, long count) {
    int first = NUMKEYS_AT + 1;
    if (count > args.count() - first) {
      throw new CommandError(Errors.err("Number of keys can't be greater than number of args"));
    }
    if (count < 0) {
      throw new CommandError(Errors.err("Number of keys can't be negative"));
    }
    int behindKeys = first + (int) count;
    return new ScriptArguments(
        words(args, first, behindKeys), words(args, behindKeys, args.count()));
  }

  private static List<Bytes> words(Args args, int from, int to) {
    List<Bytes> words = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      words.add(args.get(i));
    }
    return words;
  }
}
