package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STREAM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.stream.Consumer;
import io.slotwise.sharding.stream.ConsumerGroup;
import io.slotwise.sharding.stream.Pending;
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.List;

/** Taking over entries that other consumers have been given and have left for too long. */
final class StreamClaimCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("xclaim", STREAM)
              .since("5.0.0")
              .arity(-6)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.STREAM)
              .tips("nondeterministic_output")
              .onSlot(StreamClaimCommands::xclaim),
          command("xautoclaim", STREAM)
              .since("6.2.0")
              .arity(-6)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, DELETE))
              .acl(AclCategory.STREAM)
              .tips("nondeterministic_output")
              .onSlot(StreamClaimCommands::xautoclaim));

  /** How many pending entries XAUTOCLAIM looks at for each that it may claim. */
  private static final long LOOKS_PER_CLAIM = 10;

  /** What Redis can hold of 16 bytes each, though there be none. */
  private static final long AUTO_COUNT_MAX = Long.MAX_VALUE / 16;

  private static final long AUTO_COUNT_DEFAULT = 100;

  private StreamClaimCommands() {}

  /**
   * {@code XCLAIM key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-ms] [RETRYCOUNT
   * n] [FORCE] [JUSTID] [LASTID id]}. Reply: array of the entries claimed, or of their ids.
   *
   * <p>Errors, in order: WRONGTYPE; NOGROUP; min-idle-time not an integer; of the options, as they
   * stand. The first word that is no id begins them.
   *
   * <p>Effects: the entries are pending for the consumer; those that have been deleted are pending
   * no more. Key event "xgroup-createconsumer" if he is new and claims anything.
   */
  static Reply xclaim(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Stream stream = StreamArgs.read(keys, key);
    ConsumerGroup group = group(stream, args);
    StreamClaim claim = StreamClaim.parse(args, keys.nowMs());
    keys.willVisit(claim.ids().size());
    if (claim.lastId().isAfter(group.lastId())) {
      group.moveTo(claim.lastId(), group.entriesRead());
    }
    Claimer claimer = new Claimer(keys, key, stream, group, args.get(3), claim.justId());
    for (StreamId id : claim.ids()) {
      Pending before = group.pending(id);
      if (!stream.contains(id)) {
        group.acknowledge(id);
      } else if (before == null ? claim.force() : claim.isOldEnough(before, keys.nowMs())) {
        claimer.take(before, id, claim.deliveredAtMs(), claim.deliveries(before));
      }
    }
    StreamArgs.save(keys, key, stream);
    return new Reply.Array(claimer.replies);
  }

  private static ConsumerGroup group(Stream stream, Args args) {
    ConsumerGroup group = stream == null ? null : stream.group(args.get(2));
    if (group == null) {
      throw StreamArgs.noKeyOrGroup(args.get(1), args.get(2), "");
    }
    return group;
  }

  /**
   * {@code XAUTOCLAIM key group consumer min-idle-time start [COUNT count] [JUSTID]}. Reply: the id
   * to go on from, 0-0 at the end; array of the entries claimed, or of their ids; array of the ids
   * of deleted entries that were met, which are pending no more.
   *
   * <p>Errors, in order: min-idle-time not an integer; start; of the options, as they stand; {@code
   * COUNT must be > 0}; WRONGTYPE; NOGROUP.
   *
   * <p>Effects: as of XCLAIM.
   */
  static Reply xautoclaim(Keyspace keys, Args args) {
    long idleMinMs = StreamClaim.idleMinMs(args, "XAUTOCLAIM");
    StreamId from = StreamArgs.from(args, 5);
    long count = AUTO_COUNT_DEFAULT;
    boolean justId = false;
    for (int i = 6; i < args.count(); i++) {
      if (args.is(i, "count") && i + 1 < args.count()) {
        count = autoCount(args, ++i);
      } else if (args.is(i, "justid")) {
        justId = true;
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    Bytes key = args.get(1);
    Stream stream = StreamArgs.read(keys, key);
    ConsumerGroup group = group(stream, args);
    long looks = Math.min(Math.multiplyExact(count, LOOKS_PER_CLAIM), group.pendingCount());
    keys.willVisit(looks);
    // One more than may be looked at: where the next call goes on.
    List<Pending> met = group.pendingOf(null, from, looks + 1);
    Claimer claimer = new Claimer(keys, key, stream, group, args.get(3), justId);
    List<StreamId> deleted = new ArrayList<>();
    int next = 0;
    for (;
        next < met.size() && next < looks && claimer.replies.size() + deleted.size() < count;
        next++) {
      Pending pending = met.get(next);
      if (!stream.contains(pending.id())) {
        group.acknowledge(pending.id());
        deleted.add(pending.id());
      } else if (idleMinMs == 0 || pending.idleMs(keys.nowMs()) >= idleMinMs) {
        long deliveries = pending.deliveries() + (justId ? 0 : 1);
        claimer.take(pending, pending.id(), keys.nowMs(), deliveries);
      }
    }
    StreamArgs.save(keys, key, stream);
    return Replies.array(
        StreamReplies.id(next < met.size() ? met.get(next).id() : StreamId.MIN),
        new Reply.Array(claimer.replies),
        StreamReplies.ids(deleted));
  }

  private static long autoCount(Args args, int index) {
    Reply.Error wrong = Errors.err("COUNT must be > 0");
    long count = args.integer(index, wrong);
    if (count < 1 || count > AUTO_COUNT_MAX) {
      throw new CommandError(wrong);
    }
    return count;
  }

  /** Gives entries to a consumer, who is made when he takes the first. */
  private static final class Claimer {
    private final Keyspace keys;
    private final Bytes key;
    private final Stream stream;
    private final ConsumerGroup group;
    private final Bytes name;
    private final boolean justId;
    private final List<Reply> replies = new ArrayList<>();
    private Consumer consumer;

    Claimer(
        Keyspace keys, Bytes key, Stream stream, ConsumerGroup group, Bytes name, boolean justId) {
      this.keys = keys;
      this.key = key;
      this.stream = stream;
      this.group = group;
      this.name = name;
      this.justId = justId;
    }

    void take(Pending before, StreamId id, long deliveredAtMs, long deliveries) {
      if (consumer == null) {
        consumer = group.consumer(name);
        if (consumer == null) {
          consumer = group.createConsumer(name, keys.nowMs());
          keys.keyEvent(KeyEventType.STREAM, "xgroup-createconsumer", key);
        }
        consumer.seen(keys.nowMs());
      }
      group.give(before, consumer, id, deliveredAtMs, deliveries);
      replies.add(justId ? StreamReplies.id(id) : StreamReplies.entry(stream.get(id)));
    }
  }
}
