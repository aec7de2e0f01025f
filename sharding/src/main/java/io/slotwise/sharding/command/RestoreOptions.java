package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;

/**
 * What stands behind {@code RESTORE key ttl payload}. IDLETIME and FREQ are checked as Redis checks
 * them and mean nothing more: how a key was used is not stored.
 *
 * @param replaces a key that is there gives way
 * @param absolute the time to live is a Unix time
 */
record RestoreOptions(boolean replaces, boolean absolute) {

  private static final Reply.Error BAD_IDLE_TIME =
      Errors.err("Invalid IDLETIME value, must be >= 0");
  private static final Reply.Error BAD_FREQUENCY =
      Errors.err("Invalid FREQ value, must be >= 0 and <= 255");

  private static final int FIRST = 4;
  private static final int FREQUENCY_MAX = 255;

  static RestoreOptions parse(Args args) {
    boolean replaces = false;
    boolean absolute = false;
    boolean idleTimeGiven = false;
    boolean frequencyGiven = false;
    for (int i = FIRST; i < args.count(); i++) {
      boolean valueFollows = i + 1 < args.count();
      if (args.is(i, "replace")) {
        replaces = true;
      } else if (args.is(i, "absttl")) {
        absolute = true;
      } else if (args.is(i, "idletime") && valueFollows && !frequencyGiven) {
        idleTimeGiven = true;
        check(args.integer(++i) >= 0, BAD_IDLE_TIME);
      } else if (args.is(i, "freq") && valueFollows && !idleTimeGiven) {
        frequencyGiven = true;
        long frequency = args.integer(++i);
        check(frequency >= 0 && frequency <= FREQUENCY_MAX, BAD_FREQUENCY);
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    return new RestoreOptions(replaces, absolute);
  }

  private static void check(boolean holds, Reply.Error otherwise) {
    if (!holds) {
      throw new CommandError(otherwise);
    }
  }
}
