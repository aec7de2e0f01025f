package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.LongDouble;
import io.slotwise.protocol.Reply;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** How long a command may wait: seconds, with decimals. */
final class WaitTime {

  private static final Reply.Error NOT_A_FLOAT =
      Errors.err("timeout is not a float or out of range");
  private static final Reply.Error NEGATIVE = Errors.err("timeout is negative");
  private static final BigDecimal MS_OF_SECOND = BigDecimal.valueOf(1000);
  private static final BigDecimal MS_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private WaitTime() {}

  /**
   * Milliseconds, rounded up; 0 for ever. Errors, in order: timeout is not a float or out of range;
   * timeout is negative, which Redis also says of what is too large.
   */
  static long ms(Args args, int index) {
    LongDouble seconds = LongDouble.parse(args.get(index));
    if (seconds == null) {
      throw new CommandError(NOT_A_FLOAT);
    }
    if (seconds.isInfinite()) {
      throw new CommandError(NEGATIVE);
    }
    BigDecimal ms =
        new BigDecimal(seconds.text()).multiply(MS_OF_SECOND).setScale(0, RoundingMode.CEILING);
    if (ms.signum() < 0 || ms.compareTo(MS_MAX) > 0) {
      throw new CommandError(NEGATIVE);
    }
    return ms.longValueExact();
  }
}
