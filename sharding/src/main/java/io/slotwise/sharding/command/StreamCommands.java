package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STREAM;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
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
import io.slotwise.sharding.stream.Stream;
import io.slotwise.sharding.stream.StreamEntry;
import io.slotwise.sharding.stream.StreamId;
import io.slotwise.sharding.stream.Trim;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams as sequences of entries: adding, ranges, deleting, trimming. Reading on from an id is in
 * {@link StreamReadCommands}, groups are in {@link StreamGroupCommands}.
 */
final class StreamCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("xadd", STREAM)
              .since("5.0.0")
              .arity(-5)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.STREAM)
              .tips("nondeterministic_output")
              .onSlot(StreamCommands::xadd),
          command("xlen", STREAM)
              .since("5.0.0")
              .arity(2)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO))
              .acl(AclCategory.STREAM)
              .onSlot(StreamCommands::xlen),
          command("xrange", STREAM)
              .since("5.0.0")
              .arity(-4)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.STREAM)
              .onSlot(StreamCommands::xrange),
          command("xrevrange", STREAM)
              .since("5.0.0")
              .arity(-4)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.STREAM)
              .onSlot(StreamCommands::xrevrange),
          command("xdel", STREAM)
              .since("5.0.0")
              .arity(-3)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, DELETE))
              .acl(AclCategory.STREAM)
              .onSlot(StreamCommands::xdel),
          command("xtrim", STREAM)
              .since("5.0.0")
              .arity(-4)
              .flags(WRITE)
              .keys(range(1, 1, 1, RW, DELETE))
              .acl(AclCategory.STREAM)
              .tips("nondeterministic_output")
              .onSlot(StreamCommands::xtrim),
          command("xsetid", STREAM)
              .since("5.0.0")
              .arity(-3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.STREAM)
              .onSlot(StreamCommands::xsetid));

  /** What Redis can put into one node. */
  private static final long ENTRY_BYTES_MAX = 1 << 30;

  /** Ranges of fewer entries than this are not worth a look at how many they are. */
  private static final long RANGE_SMALL = 1000;

  private static final Reply.Error TOO_LARGE = Errors.err("Elements are too large to be stored");

  private StreamCommands() {}

  /**
   * {@code XADD key [NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]] *|ms-*|id field value
   * [field value ...]}. Reply: the id as bulk; null with NOMKSTREAM and no key.
   *
   * <p>Errors, in order: of the options, see {@link StreamAddOptions}; arity; an id of 0-0;
   * WRONGTYPE; a stream at its last id; an id that is not above the stream's last one; an entry of
   * more than 1 GB.
   *
   * <p>Effects: key events "xadd", then "xtrim" if anything was cut off.
   */
  static Reply xadd(Keyspace keys, Args args) {
    StreamAddOptions options = StreamAddOptions.ofAdd(args, keys.packing().streamNode());
    int words = args.count() - options.fieldsAt();
    if (words < 2 || words % 2 == 1) {
      throw new CommandError(Errors.wrongArity("xadd"));
    }
    if (options.id() != null && options.id().isZero()) {
      throw bad("The ID specified in XADD must be greater than 0-0");
    }
    Bytes key = args.get(1);
    Stream stream = StreamArgs.peek(keys, key);
    if (stream == null) {
      if (!options.createsKey()) {
        return Replies.NIL;
      }
      stream = Stream.create(keys, key);
    }
    StreamId id = newId(stream.lastId(), options, keys.nowMs());
    StreamEntry entry = new StreamEntry(id, fieldsAndValues(args, options.fieldsAt()));
    Trim trim = options.trim();
    if (trim != null) {
      keys.willVisit(stream.nodesToTrim(trim));
    }
    stream.add(entry, keys.packing().streamNode());
    boolean trimmed = trim != null && stream.trim(trim) > 0;
    StreamArgs.save(keys, key, stream);
    keys.keyEvent(KeyEventType.STREAM, "xadd", key);
    if (trimmed) {
      keys.keyEvent(KeyEventType.STREAM, "xtrim", key);
    }
    return StreamReplies.id(id);
  }

  private static StreamId newId(StreamId last, StreamAddOptions options, long nowMs) {
    if (last.equals(StreamId.MAX)) {
      throw bad("The stream has exhausted the last possible ID, unable to add more items");
    }
    if (options.id() == null && options.ms() == null) {
      return Long.compareUnsigned(nowMs, last.ms()) > 0 ? new StreamId(nowMs, 0) : last.next();
    }
    StreamId id = options.id();
    if (id == null) {
      boolean sameTime = options.ms() == last.ms();
      if (sameTime && last.seq() == -1) {
        throw new CommandError(TOO_LARGE);
      }
      id = new StreamId(options.ms(), sameTime ? last.seq() + 1 : 0);
    }
    if (!id.isAfter(last)) {
      throw bad("The ID specified in XADD is equal or smaller than the target stream top item");
    }
    return id;
  }

  private static List<Bytes> fieldsAndValues(Args args, int from) {
    List<Bytes> parts = new ArrayList<>(args.count() - from);
    long total = 0;
    for (int i = from; i < args.count(); i++) {
      parts.add(args.get(i));
      total += args.length(i);
    }
    if (total > ENTRY_BYTES_MAX) {
      throw new CommandError(TOO_LARGE);
    }
    return parts;
  }

  private static CommandError bad(String message) {
    return new CommandError(Errors.err(message));
  }

  /** {@code XLEN key}. Reply: how many entries there are. Errors: WRONGTYPE. */
  static Reply xlen(Keyspace keys, Args args) {
    Stream stream = StreamArgs.read(keys, args.get(1));
    return Replies.integer(stream == null ? 0 : stream.length());
  }

  /**
   * {@code XRANGE key start end [COUNT count]}. Reply: array of entries from the first id to the
   * last, both included but for those with a parenthesis; a null array for a count of 0.
   *
   * <p>Errors, in order: start no id, or no id behind it; end no id, or none in front of it; of the
   * options as they stand: count not an integer, syntax; WRONGTYPE.
   */
  static Reply xrange(Keyspace keys, Args args) {
    return entries(keys, args, false);
  }

  /** {@code XREVRANGE key end start [COUNT count]}. As XRANGE, from the end backwards. */
  static Reply xrevrange(Keyspace keys, Args args) {
    return entries(keys, args, true);
  }

  private static Reply entries(Keyspace keys, Args args, boolean reverse) {
    StreamId from = StreamArgs.from(args, reverse ? 3 : 2);
    StreamId to = StreamArgs.to(args, reverse ? 2 : 3);
    long count = Long.MAX_VALUE;
    for (int i = 4; i < args.count(); i += 2) {
      if (!args.is(i, "count") || i + 1 == args.count()) {
        throw new CommandError(Errors.syntax());
      }
      count = StreamArgs.count(args, i + 1);
    }
    Stream stream = StreamArgs.read(keys, args.get(1));
    if (stream == null) {
      return Replies.EMPTY_ARRAY;
    }
    if (count == 0) {
      return Replies.NIL_ARRAY;
    }
    if (Math.min(count, stream.length()) > RANGE_SMALL) {
      keys.willVisit(Math.min(count, stream.rangeMax(from, to)));
    }
    return StreamReplies.entries(
        reverse ? stream.reverseRange(from, to, count) : stream.range(from, to, count));
  }

  /**
   * {@code XDEL key id [id ...]}. Reply: how many of the entries were there. Errors, in order:
   * WRONGTYPE; with a key that is there, invalid ids.
   *
   * <p>Effects: key event "xdel" if any. A stream without entries stays.
   */
  static Reply xdel(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Stream stream = StreamArgs.peek(keys, key);
    if (stream == null) {
      return Replies.ZERO;
    }
    List<StreamId> ids = new ArrayList<>(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      ids.add(StreamArgs.id(args, i));
    }
    keys.willVisit(ids.size());
    long deleted = stream.delete(ids);
    if (deleted > 0) {
      StreamArgs.save(keys, key, stream);
      keys.keyEvent(KeyEventType.STREAM, "xdel", key);
    }
    return Replies.integer(deleted);
  }

  /**
   * {@code XTRIM key MAXLEN|MINID [=|~] threshold [LIMIT count]}. Reply: how many entries were cut
   * off. Errors, in order: of the options, see {@link StreamAddOptions}; WRONGTYPE.
   *
   * <p>Effects: key event "xtrim" if any.
   */
  static Reply xtrim(Keyspace keys, Args args) {
    Trim trim = StreamAddOptions.ofTrim(args, keys.packing().streamNode());
    Bytes key = args.get(1);
    Stream stream = StreamArgs.peek(keys, key);
    if (stream == null) {
      return Replies.ZERO;
    }
    keys.willVisit(stream.nodesToTrim(trim));
    long deleted = stream.trim(trim);
    if (deleted > 0) {
      StreamArgs.save(keys, key, stream);
      keys.keyEvent(KeyEventType.STREAM, "xtrim", key);
    }
    return Replies.integer(deleted);
  }

  /**
   * {@code XSETID key last-id [ENTRIESADDED count] [MAXDELETEDID id]}. Reply: OK.
   *
   * <p>Errors, in order: an invalid id; of the options as they stand: not an integer, not an id,
   * negative, beyond the last id, syntax; no such key; WRONGTYPE; below the last entry; fewer than
   * there are entries.
   *
   * <p>Effects: key event "xsetid".
   */
  static Reply xsetid(Keyspace keys, Args args) {
    StreamId lastId = StreamArgs.id(args, 2);
    long entriesAdded = -1;
    StreamId maxDeletedId = StreamId.MIN;
    for (int i = 3; i < args.count(); i += 2) {
      boolean valueFollows = i + 1 < args.count();
      if (valueFollows && args.is(i, "entriesadded")) {
        entriesAdded = args.integer(i + 1);
        if (entriesAdded < 0) {
          throw bad("entries_added must be positive");
        }
      } else if (valueFollows && args.is(i, "maxdeletedid")) {
        maxDeletedId = StreamArgs.id(args, i + 1);
        if (lastId.isBefore(maxDeletedId)) {
          throw bad("The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        }
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    Bytes key = args.get(1);
    Stream stream = StreamArgs.peek(keys, key);
    if (stream == null) {
      throw new CommandError(Errors.noSuchKey());
    }
    if (stream.length() > 0 && lastId.isBefore(stream.lastEntryId())) {
      throw bad("The ID specified in XSETID is smaller than the target stream top item");
    }
    if (entriesAdded != -1 && stream.length() > entriesAdded) {
      throw bad("The entries_added specified in XSETID is smaller than the target stream length");
    }
    stream.reset(
        lastId,
        entriesAdded == -1 ? stream.entriesAdded() : entriesAdded,
        maxDeletedId.isZero() ? stream.maxDeletedId() : maxDeletedId);
    StreamArgs.save(keys, key, stream);
    keys.keyEvent(KeyEventType.STREAM, "xsetid", key);
    return Replies.OK;
  }
}
