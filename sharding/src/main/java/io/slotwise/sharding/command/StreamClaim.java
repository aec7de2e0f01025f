package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.sharding.stream.Pending;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands behind {@code XCLAIM key group consumer}.
 *
 * @param deliveredAtMs when the consumer is said to have got the entries: now, or in the past
 * @param deliveriesGiven how often the entries are said to have been delivered, or below 0
 * @param force whether entries that are not pending become so
 * @param lastId where the group is to be at least
 */
record StreamClaim(
    List<StreamId> ids,
    long idleMinMs,
    long deliveredAtMs,
    long deliveriesGiven,
    boolean force,
    boolean justId,
    StreamId lastId) {

  private static final int IDLE_AT = 4;
  private static final int FIRST_ID = 5;

  /** Reads the whole request. */
  static StreamClaim parse(Args args, long nowMs) {
    long idleMinMs = idleMinMs(args, "XCLAIM");
    List<StreamId> ids = new ArrayList<>();
    int i = FIRST_ID;
    for (; i < args.count(); i++) {
      StreamId id = StreamArgs.idOrNull(args.get(i));
      if (id == null) {
        break;
      }
      ids.add(id);
    }
    long deliveredAtMs = nowMs;
    long deliveries = -1;
    boolean force = false;
    boolean justId = false;
    StreamId lastId = StreamId.MIN;
    for (; i < args.count(); i++) {
      boolean more = i + 1 < args.count();
      if (args.is(i, "force")) {
        force = true;
      } else if (args.is(i, "justid")) {
        justId = true;
      } else if (more && args.is(i, "idle")) {
        deliveredAtMs = nowMs - integer(args, ++i, "Invalid IDLE option argument for XCLAIM");
      } else if (more && args.is(i, "time")) {
        deliveredAtMs = integer(args, ++i, "Invalid TIME option argument for XCLAIM");
      } else if (more && args.is(i, "retrycount")) {
        deliveries = integer(args, ++i, "Invalid RETRYCOUNT option argument for XCLAIM");
      } else if (more && args.is(i, "lastid")) {
        lastId = StreamArgs.id(args, ++i);
      } else {
        String option = StreamArgs.text(args.get(i));
        throw new CommandError(Errors.err("Unrecognized XCLAIM option '" + option + "'"));
      }
    }
    // A time that cannot be is a client's clock that is wrong, and no reason to refuse.
    boolean isPossible = deliveredAtMs >= 0 && deliveredAtMs <= nowMs;
    return new StreamClaim(
        ids, idleMinMs, isPossible ? deliveredAtMs : nowMs, deliveries, force, justId, lastId);
  }

  /** How long an entry must have been left for, in ms. */
  static long idleMinMs(Args args, String command) {
    return Math.max(0, integer(args, IDLE_AT, "Invalid min-idle-time argument for " + command));
  }

  private static long integer(Args args, int index, String otherwise) {
    return args.integer(index, Errors.err(otherwise));
  }

  boolean isOldEnough(Pending pending, long nowMs) {
    return idleMinMs == 0 || pending.idleMs(nowMs) >= idleMinMs;
  }

  /**
   * How often an entry has been delivered with this claim.
   *
   * @param before what was known of it, or null: then Redis counts it as delivered once already
   */
  long deliveries(Pending before) {
    long so = before == null ? 1 : before.deliveries();
    return deliveriesGiven >= 0 ? deliveriesGiven : so + (justId ? 0 : 1);
  }
}
