package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.collection.HashValue;

/**
 * What stands between the key of HSETEX and its fields: Redis 8's options and, for the key, those
 * of Valkey 9.
 *
 * @param deadlineMs Unix time, maybe in the past, or {@link HashValue#NO_DEADLINE}
 * @param firstField the argument that is the first field; each is followed by its value
 */
record HashSetOptions(
    SetOptions.Condition keyCondition,
    SetOptions.Condition fieldCondition,
    boolean keepsDeadline,
    long deadlineMs,
    int firstField) {

  private static final Reply.Error TWO_DEADLINES =
      Errors.err("Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
  private static final Reply.Error NO_DEADLINE_GIVEN = Errors.err("missing expire time");
  private static final Reply.Error TWO_FIELD_CONDITIONS =
      Errors.err("Only one of FXX or FNX arguments can be specified");
  private static final Reply.Error TWO_KEY_CONDITIONS =
      Errors.err("Only one of NX or XX arguments can be specified");
  private static final Reply.Error BAD_FIELD_COUNT = Errors.err("invalid number of fields");

  /**
   * Reads the options of a whole HSETEX request.
   *
   * @throws CommandError in the order of the words: two of what excludes the other; a missing or
   *     bad deadline; unknown argument; arity, also for a wrong number of fields; invalid number of
   *     fields
   */
  static HashSetOptions parse(Args args, long nowMs) {
    SetOptions.Condition keyCondition = SetOptions.Condition.ALWAYS;
    SetOptions.Condition fieldCondition = SetOptions.Condition.ALWAYS;
    boolean keepsDeadline = false;
    long deadlineMs = HashValue.NO_DEADLINE;
    for (int i = 2; i < args.count(); i++) {
      DeadlineOption deadline = DeadlineOption.of(args, i);
      if (args.is(i, "fields")) {
        int firstField = firstField(args, i);
        return new HashSetOptions(
            keyCondition, fieldCondition, keepsDeadline, deadlineMs, firstField);
      } else if (deadline != null || args.is(i, "keepttl")) {
        if (keepsDeadline || deadlineMs != HashValue.NO_DEADLINE) {
          throw new CommandError(TWO_DEADLINES);
        }
        keepsDeadline = deadline == null;
        if (deadline != null) {
          deadlineMs = deadlineMs(args, ++i, deadline, nowMs);
        }
      } else if (args.is(i, "fnx") || args.is(i, "fxx")) {
        fieldCondition = condition(args.is(i, "fnx"), fieldCondition, TWO_FIELD_CONDITIONS);
      } else if (args.is(i, "nx") || args.is(i, "xx")) {
        keyCondition = condition(args.is(i, "nx"), keyCondition, TWO_KEY_CONDITIONS);
      } else {
        throw new CommandError(
            Errors.err(Errors.oneLine("unknown argument: " + args.get(i).latin1())));
      }
    }
    throw new CommandError(Errors.wrongArity("hsetex"));
  }

  private static SetOptions.Condition condition(
      boolean ifAbsent, SetOptions.Condition before, Reply.Error otherwise) {
    if (before != SetOptions.Condition.ALWAYS) {
      throw new CommandError(otherwise);
    }
    return ifAbsent ? SetOptions.Condition.IF_ABSENT : SetOptions.Condition.IF_PRESENT;
  }

  private static long deadlineMs(Args args, int index, DeadlineOption option, long nowMs) {
    if (index == args.count()) {
      throw new CommandError(NO_DEADLINE_GIVEN);
    }
    return option.fieldDeadlineMs(args, index, nowMs, "hsetex");
  }

  private static int firstField(Args args, int fieldsAt) {
    int first = fieldsAt + 2;
    if (first + 1 >= args.count()) {
      throw new CommandError(Errors.wrongArity("hsetex"));
    }
    long count = args.integer(fieldsAt + 1, BAD_FIELD_COUNT);
    if (count < 1 || count > Integer.MAX_VALUE) {
      throw new CommandError(BAD_FIELD_COUNT);
    }
    int words = args.count() - first;
    if (words % 2 != 0 || count != words / 2) {
      throw new CommandError(Errors.wrongArity("hsetex"));
    }
    return first;
  }
}
