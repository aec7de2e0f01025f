package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.FieldSource;
import io.slotwise.sharding.collection.FieldVisitor;

/**
 * The count of HRANDFIELD, SRANDMEMBER and ZRANDMEMBER.
 *
 * @param signed up to so many different ones; a negative one for exactly as many, which may repeat
 */
record DrawCount(long signed) {

  /** What one reply may hold without taking the memory of the server. */
  private static final long REPEATED_MAX = 10_000_000;

  private static final Reply.Error NOT_LONG =
      Errors.err(
          "value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");

  /**
   * @throws CommandError not an integer; out of range
   */
  static DrawCount parse(Args args, int index) {
    long count = args.integer(index);
    if (count == Long.MIN_VALUE) {
      throw new CommandError(NOT_LONG);
    }
    return new DrawCount(count);
  }

  /**
   * @throws CommandError when twice as many as asked for are more than there are numbers
   */
  void requirePairsFit() {
    if (signed < -(Long.MAX_VALUE / 2) || signed > Long.MAX_VALUE / 2) {
      throw new CommandError(Errors.outOfRange());
    }
  }

  /**
   * @throws CommandError when so many, which may repeat, are more than a reply may hold
   */
  void requireReplyFits() {
    if (-signed > REPEATED_MAX) {
      throw new CommandError(Errors.outOfRange());
    }
  }

  /** Shows the visitor what was drawn. */
  void draw(Keyspace keys, FieldSource source, FieldVisitor visitor) {
    long size = source.size();
    if (size == 0) {
      return;
    }
    keys.willVisit(signed < 0 ? -signed : Math.min(signed, size));
    if (signed >= 0) {
      source.drawDistinct(keys.random(), signed, visitor);
      return;
    }
    requireReplyFits();
    for (long left = -signed; left > 0; left--) {
      source.draw(keys.random(), visitor);
    }
  }
}
