package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STREAM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
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
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.stream.Consumer;
import io.slotwise.sharding.stream.ConsumerGroup;
import io.slotwise.sharding.stream.Pending;
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamId;
import java.util.ArrayList;
import java.util.List;

/**
 * What consumers have been given and have not acknowledged: acknowledging it and looking at it.
 * Taking it over from others is in {@link StreamClaimCommands}.
 */
final class StreamPendingCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("xack", STREAM)
              .since("5.0.0")
              .arity(-4)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.STREAM)
              .onSlot(StreamPendingCommands::xack),
          command("xpending", STREAM)
              .since("5.0.0")
              .arity(-3)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.STREAM)
              .tips("nondeterministic_output")
              .onSlot(StreamPendingCommands::xpending));

  private StreamPendingCommands() {}

  /**
   * {@code XACK key group id [id ...]}. Reply: how many of the entries were pending. Errors, in
   * order: WRONGTYPE; with a group that is there, invalid ids.
   */
  static Reply xack(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Stream stream = StreamArgs.read(keys, key);
    ConsumerGroup group = stream == null ? null : stream.group(args.get(2));
    if (group == null) {
      return Replies.ZERO;
    }
    List<StreamId> ids = new ArrayList<>(args.count() - 3);
    for (int i = 3; i < args.count(); i++) {
      ids.add(StreamArgs.id(args, i));
    }
    keys.willVisit(ids.size());
    long acknowledged = 0;
    for (StreamId id : ids) {
      acknowledged += group.acknowledge(id) ? 1 : 0;
    }
    if (acknowledged > 0) {
      StreamArgs.save(keys, key, stream);
    }
    return Replies.integer(acknowledged);
  }

  /**
   * {@code XPENDING key group [[IDLE ms] start end count [consumer]]}. Reply: how many entries are
   * pending, the first and the last id, and how many each consumer has; or for a range, of each
   * entry its id, who has it, for how many ms, and how often it was delivered.
   *
   * <p>Errors, in order: syntax for a wrong number of words; idle time not an integer; syntax;
   * count not an integer; start; end; WRONGTYPE; NOGROUP.
   */
  static Reply xpending(Keyspace keys, Args args) {
    if (args.count() != 3 && (args.count() < 6 || args.count() > 9)) {
      throw new CommandError(Errors.syntax());
    }
    PendingRange range = args.count() == 3 ? null : PendingRange.parse(args);
    Stream stream = StreamArgs.read(keys, args.get(1));
    ConsumerGroup group = stream == null ? null : stream.group(args.get(2));
    if (group == null) {
      throw StreamArgs.noKeyOrGroup(args.get(1), args.get(2), "");
    }
    return range == null ? summary(keys, group) : details(keys, group, range);
  }

  private record PendingRange(
      StreamId from, StreamId to, long count, long idleMinMs, Bytes consumer) {

    static PendingRange parse(Args args) {
      int at = 3;
      long idleMinMs = 0;
      if (args.is(at, "idle")) {
        idleMinMs = args.integer(at + 1);
        if (args.count() < 8) {
          throw new CommandError(Errors.syntax());
        }
        at += 2;
      }
      long count = StreamArgs.count(args, at + 2);
      StreamId from = StreamArgs.from(args, at);
      StreamId to = StreamArgs.to(args, at + 1);
      Bytes consumer = at + 3 < args.count() ? args.get(at + 3) : null;
      return new PendingRange(from, to, count, idleMinMs, consumer);
    }
  }

  private static Reply summary(Keyspace keys, ConsumerGroup group) {
    if (group.pendingCount() == 0) {
      return Replies.array(Replies.ZERO, Replies.NIL, Replies.NIL, Replies.NIL_ARRAY);
    }
    keys.willVisit(group.consumerCount());
    List<Reply> consumers = new ArrayList<>();
    for (Consumer consumer : group.consumers()) {
      if (consumer.pendingCount() > 0) {
        Reply count = Replies.bulk(Bytes.of(consumer.pendingCount()));
        consumers.add(Replies.array(Replies.bulk(consumer.name()), count));
      }
    }
    return Replies.array(
        Replies.integer(group.pendingCount()),
        StreamReplies.id(group.firstPendingId()),
        StreamReplies.id(group.lastPendingId()),
        new Reply.Array(consumers));
  }

  private static Reply details(Keyspace keys, ConsumerGroup group, PendingRange range) {
    Consumer owner = range.consumer() == null ? null : group.consumer(range.consumer());
    if (range.consumer() != null && owner == null || range.count() == 0) {
      return Replies.EMPTY_ARRAY;
    }
    long all = owner == null ? group.pendingCount() : owner.pendingCount();
    keys.willVisit(range.idleMinMs() == 0 ? Math.min(all, range.count()) : all);
    List<Reply> found = new ArrayList<>();
    group.visitPending(
        owner,
        range.from(),
        pending -> {
          if (pending.id().isAfter(range.to())) {
            return false;
          }
          long idleMs = pending.idleMs(keys.nowMs());
          if (range.idleMinMs() == 0 || idleMs >= range.idleMinMs()) {
            found.add(details(pending, idleMs));
          }
          return found.size() < range.count();
        });
    return new Reply.Array(found);
  }

  private static Reply details(Pending pending, long idleMs) {
    return Replies.array(
        StreamReplies.id(pending.id()),
        Replies.bulk(pending.consumer()),
        Replies.integer(Math.max(0, idleMs)),
        Replies.integer(pending.deliveries()));
  }
}
