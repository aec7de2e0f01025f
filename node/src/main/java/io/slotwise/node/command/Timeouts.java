package io.slotwise.node.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;

/** How long a command may wait, as Redis reads it. */
final class Timeouts {

  private Timeouts() {}

  /**
   * @return milliseconds, never negative
   * @throws CommandError ERR timeout is not an integer or out of range; ERR timeout is negative
   */
  static long milliseconds(Args args, int index) {
    long timeout = args.integer(index, Errors.err("timeout is not an integer or out of range"));
    if (timeout < 0) {
      throw new CommandError(Errors.err("timeout is negative"));
    }
    return timeout;
  }
}
