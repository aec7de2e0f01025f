package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;

/** The four ways in which SET, GETEX and their kin are given a deadline. */
enum DeadlineOption {
  EX("ex", true, true),
  PX("px", false, true),
  EXAT("exat", true, false),
  PXAT("pxat", false, false);

  private static final DeadlineOption[] ALL = values();

  /** Redis has 46 bits for the deadline of a field. */
  private static final long FIELD_DEADLINE_MAX_MS = (1L << 46) - 1;

  private static final Reply.Error NEGATIVE = Errors.err("invalid expire time, must be >= 0");

  private final String word;
  private final boolean seconds;
  private final boolean fromNow;

  DeadlineOption(String word, boolean seconds, boolean fromNow) {
    this.word = word;
    this.seconds = seconds;
    this.fromNow = fromNow;
  }

  /** The option that the argument names, or null. */
  static DeadlineOption of(Args args, int index) {
    for (DeadlineOption option : ALL) {
      if (args.is(index, option.word)) {
        return option;
      }
    }
    return null;
  }

  boolean isAbsolute() {
    return !fromNow;
  }

  /**
   * The deadline that the argument gives, as Unix time in ms.
   *
   * @throws CommandError not an integer; or {@code invalid expire time in 'command' command} for
   *     what is not positive or does not fit 64 bits of ms
   */
  long deadlineMs(Args args, int index, long nowMs, String command) {
    long given = args.integer(index);
    if (given <= 0 || seconds && given > Long.MAX_VALUE / 1000) {
      throw new CommandError(Errors.invalidExpireTime(command));
    }
    long ms = seconds ? given * 1000 : given;
    long deadlineMs = fromNow ? ms + nowMs : ms;
    if (deadlineMs <= 0) {
      throw new CommandError(Errors.invalidExpireTime(command));
    }
    return deadlineMs;
  }

  /**
   * The deadline of a field of a hash, for which other numbers are allowed than for a key.
   *
   * @return maybe in the past: then the field is to be deleted
   * @throws CommandError not an integer; negative; {@code invalid expire time} for what is beyond
   *     46 bits of ms
   */
  long fieldDeadlineMs(Args args, int index, long nowMs, String command) {
    long given = args.integer(index);
    if (given < 0) {
      throw new CommandError(NEGATIVE);
    }
    long baseMs = fromNow ? nowMs : 0;
    if (seconds && given > FIELD_DEADLINE_MAX_MS / 1000) {
      throw new CommandError(Errors.invalidExpireTime(command));
    }
    long ms = seconds ? given * 1000 : given;
    if (ms > FIELD_DEADLINE_MAX_MS - baseMs) {
      throw new CommandError(Errors.invalidExpireTime(command));
    }
    return baseMs + ms;
  }
}
