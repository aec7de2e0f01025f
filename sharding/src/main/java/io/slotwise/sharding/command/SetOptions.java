package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;

/**
 * What stands behind {@code SET key value}. Options may repeat; those that exclude each other are a
 * syntax error, whatever their order.
 *
 * @param answersOld GET: reply with the value that was there
 * @param deadline how the deadline is given, or null
 * @param deadlineAt the argument that gives it
 */
record SetOptions(
    Condition condition,
    boolean answersOld,
    boolean keepsDeadline,
    DeadlineOption deadline,
    int deadlineAt) {

  /** When SET writes at all. */
  enum Condition {
    ALWAYS,
    IF_ABSENT,
    IF_PRESENT;

    boolean allows(boolean present) {
      return this == ALWAYS || present == (this == IF_PRESENT);
    }
  }

  private static final int FIRST = 3;

  private static final SetOptions NONE = new SetOptions(Condition.ALWAYS, false, false, null, 0);

  /** Reads the options of a whole SET request. */
  static SetOptions parse(Args args) {
    if (args.count() == FIRST) {
      return NONE;
    }
    Condition condition = Condition.ALWAYS;
    boolean answersOld = false;
    boolean keepsDeadline = false;
    DeadlineOption deadline = null;
    int deadlineAt = 0;
    for (int i = FIRST; i < args.count(); i++) {
      if (args.is(i, "nx") && condition != Condition.IF_PRESENT) {
        condition = Condition.IF_ABSENT;
      } else if (args.is(i, "xx") && condition != Condition.IF_ABSENT) {
        condition = Condition.IF_PRESENT;
      } else if (args.is(i, "get")) {
        answersOld = true;
      } else if (args.is(i, "keepttl") && deadline == null) {
        keepsDeadline = true;
      } else {
        deadline = followingDeadline(args, i, deadline, keepsDeadline);
        deadlineAt = ++i;
      }
    }
    return new SetOptions(condition, answersOld, keepsDeadline, deadline, deadlineAt);
  }

  /**
   * The deadline option at an argument, with a value behind it.
   *
   * @param before what an earlier argument named: only the same may be named again, or null
   * @param excluded whether an earlier argument forbids deadlines
   */
  static DeadlineOption followingDeadline(
      Args args, int index, DeadlineOption before, boolean excluded) {
    DeadlineOption option = DeadlineOption.of(args, index);
    boolean clashes = excluded || before != null && before != option;
    if (option == null || clashes || index + 1 == args.count()) {
      throw new CommandError(Errors.syntax());
    }
    return option;
  }
}
