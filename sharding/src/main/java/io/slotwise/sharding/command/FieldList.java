package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The end of a request that is {@code FIELDS numfields field ...}.
 *
 * @param first the argument that is the first field
 */
record FieldList(Args args, int first) {

  static final Reply.Error NO_FIELDS = Errors.err("Number of fields must be a positive integer");

  private static final Reply.Error MISSING =
      Errors.err("Mandatory argument FIELDS is missing or not at the right position");
  private static final Reply.Error OTHER_COUNT =
      Errors.err("The `numfields` parameter must match the number of arguments");

  /**
   * @param at where the word FIELDS is to stand
   * @param notPositive what to answer for a number below 1
   * @throws CommandError in order: FIELDS is missing; notPositive; the number is wrong
   */
  static FieldList parse(Args args, int at, Reply.Error notPositive) {
    if (at + 1 >= args.count() || !args.is(at, "fields")) {
      throw new CommandError(MISSING);
    }
    long count = args.integer(at + 1, notPositive);
    if (count < 1) {
      throw new CommandError(notPositive);
    }
    if (count != args.count() - at - 2) {
      throw new CommandError(OTHER_COUNT);
    }
    return new FieldList(args, at + 2);
  }

  /** An array with what the function answers for each field. */
  Reply answerEach(Function<Bytes, Reply> answer) {
    List<Reply> answers = new ArrayList<>(args.count() - first);
    for (int i = first; i < args.count(); i++) {
      answers.add(answer.apply(args.get(i)));
    }
    return new Reply.Array(answers);
  }
}
