package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.KeyUse;
import io.slotwise.sharding.api.Keyspace;

/**
 * What stands behind {@code RESTORE key ttl payload}.
 *
 * @param replaces a key that is there gives way
 * @param absolute the time to live is a Unix time
 * @param idleSec IDLETIME, or {@link #NOT_GIVEN}
 * @param frequency FREQ, or {@link #NOT_GIVEN}
 */
record RestoreOptions(boolean replaces, boolean absolute, long idleSec, int frequency) {

  static final int NOT_GIVEN = -1;

  private static final Reply.Error BAD_IDLE_TIME =
      Errors.err("Invalid IDLETIME value, must be >= 0");
  private static final Reply.Error BAD_FREQUENCY =
      Errors.err("Invalid FREQ value, must be >= 0 and <= 255");

  private static final int FIRST = 4;
  private static final int FREQUENCY_MAX = 255;

  static RestoreOptions parse(Args args) {
    boolean replaces = false;
    boolean absolute = false;
    long idleSec = NOT_GIVEN;
    long frequency = NOT_GIVEN;
    for (int i = FIRST; i < args.count(); i++) {
      boolean valueFollows = i + 1 < args.count();
      if (args.is(i, "replace")) {
        replaces = true;
      } else if (args.is(i, "absttl")) {
        absolute = true;
      } else if (args.is(i, "idletime") && valueFollows && frequency == NOT_GIVEN) {
        idleSec = args.integer(++i);
        check(idleSec >= 0, BAD_IDLE_TIME);
      } else if (args.is(i, "freq") && valueFollows && idleSec == NOT_GIVEN) {
        frequency = args.integer(++i);
        check(frequency >= 0 && frequency <= FREQUENCY_MAX, BAD_FREQUENCY);
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    return new RestoreOptions(replaces, absolute, idleSec, (int) frequency);
  }

  /** Makes the key seem used as the options say. */
  void markUse(Keyspace keys, Bytes key) {
    if (idleSec == NOT_GIVEN && frequency == NOT_GIVEN) {
      return;
    }
    KeyUse use = keys.use(key);
    long nowSec = keys.nowMs() / 1000;
    long lastUseMs =
        idleSec == NOT_GIVEN ? use.lastUseMs() : (nowSec - Math.min(idleSec, nowSec)) * 1000;
    keys.setUse(key, new KeyUse(lastUseMs, frequency == NOT_GIVEN ? use.frequency() : frequency));
  }

  private static void check(boolean holds, Reply.Error otherwise) {
    if (!holds) {
      throw new CommandError(otherwise);
    }
  }
}
