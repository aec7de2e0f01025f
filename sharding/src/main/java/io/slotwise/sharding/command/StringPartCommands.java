package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STRING;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.INSERT;
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
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.ArrayList;
import java.util.List;

/** The commands on parts of strings: appending, ranges, and what two strings have in common. */
final class StringPartCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("append", STRING)
              .since("2.0.0")
              .arity(3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, INSERT))
              .acl(AclCategory.STRING)
              .onSlot(StringPartCommands::append),
          command("strlen", STRING)
              .since("2.2.0")
              .arity(2)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO))
              .acl(AclCategory.STRING)
              .onSlot(StringPartCommands::strlen),
          command("substr", STRING)
              .since("1.0.0")
              .arity(4)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.STRING)
              .onSlot(StringPartCommands::getrange),
          command("getrange", STRING)
              .since("2.4.0")
              .arity(4)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.STRING)
              .onSlot(StringPartCommands::getrange),
          command("setrange", STRING)
              .since("2.2.0")
              .arity(4)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.STRING)
              .onSlot(StringPartCommands::setrange),
          command("lcs", STRING)
              .since("7.0.0")
              .arity(-3)
              .flags(READONLY)
              .keys(range(1, 2, 1, RO, ACCESS))
              .acl(AclCategory.STRING)
              .onSlot(StringPartCommands::lcs));

  private static final Reply.Error OFFSET_OUT_OF_RANGE = Errors.err("offset is out of range");
  private static final Reply.Error NOT_STRINGS =
      Errors.err("The specified keys must contain string values");
  private static final Reply.Error LENGTH_AND_INDEXES =
      Errors.err("If you want both the length and indexes, please just use IDX.");
  private static final Reply.Error LCS_TOO_LARGE =
      Errors.err("Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");

  private StringPartCommands() {}

  /** {@code APPEND key value}. Reply: the new length. Errors: WRONGTYPE; string too long. */
  static Reply append(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Value before = keys.peekString(key);
    if (before == null) {
      KeyWrites.putString(keys, key, null, Value.string(args.get(2)), "append");
      return Replies.integer(args.length(2));
    }
    Bytes old = before.data();
    requireLength(keys, old.length(), args.length(2));
    byte[] data = new byte[old.length() + args.length(2)];
    old.copyTo(data, 0);
    args.get(2).copyTo(data, old.length());
    Value after = Value.rawString(Bytes.wrap(data), before.expireAtMs());
    KeyWrites.putString(keys, key, before, after, "append");
    return Replies.integer(data.length);
  }

  /** {@code STRLEN key}. Reply: the length in bytes, 0 without a key. Errors: WRONGTYPE. */
  static Reply strlen(Keyspace keys, Args args) {
    Value value = keys.readString(args.get(1));
    return Replies.integer(value == null ? 0 : value.data().length());
  }

  /**
   * {@code GETRANGE key start end}, {@code SUBSTR} by its old name. Reply: the bytes from start to
   * end, both included, negative ones counted from the end.
   *
   * <p>Errors, in order: start or end not an integer; WRONGTYPE.
   */
  static Reply getrange(Keyspace keys, Args args) {
    long start = args.integer(2);
    long end = args.integer(3);
    Value value = keys.readString(args.get(1));
    if (value == null || start < 0 && end < 0 && start > end) {
      return Replies.EMPTY_BULK;
    }
    int length = value.data().length();
    long from = Math.max(0, start < 0 ? length + start : start);
    long to = Math.min(length - 1L, Math.max(0, end < 0 ? length + end : end));
    return from > to
        ? Replies.EMPTY_BULK
        : Replies.bulk(value.data().slice((int) from, (int) to + 1));
  }

  /**
   * {@code SETRANGE key offset value}. Reply: the new length. Gaps are filled with zero bytes; an
   * empty value changes nothing.
   *
   * <p>Errors, in order: offset not an integer; offset is out of range; WRONGTYPE; string too long.
   */
  static Reply setrange(Keyspace keys, Args args) {
    long offset = args.integer(2);
    if (offset < 0) {
      throw new CommandError(OFFSET_OUT_OF_RANGE);
    }
    Bytes key = args.get(1);
    Value before = keys.peekString(key);
    int oldLength = before == null ? 0 : before.data().length();
    if (args.isEmpty(3)) {
      return Replies.integer(oldLength);
    }
    requireLength(keys, offset, args.length(3));
    byte[] data = new byte[(int) Math.max(oldLength, offset + args.length(3))];
    if (before != null) {
      before.data().copyTo(data, 0);
    }
    args.get(3).copyTo(data, (int) offset);
    long expireAtMs = before == null ? Value.NO_EXPIRY : before.expireAtMs();
    Value after = Value.rawString(Bytes.wrap(data), expireAtMs);
    KeyWrites.putString(keys, key, before, after, "setrange");
    return Replies.integer(data.length);
  }

  private static void requireLength(Keyspace keys, long length, long addedBytes) {
    if (length > keys.stringBounds().grownBytesMax() - addedBytes) {
      throw new CommandError(Errors.stringTooLong());
    }
  }

  /**
   * {@code LCS key1 key2 [LEN] [IDX] [MINMATCHLEN n] [WITHMATCHLEN]}. Reply: the longest common
   * subsequence; with LEN its length; with IDX a map of "matches" (last match first) and "len".
   *
   * <p>Errors, in order: not strings; syntax or not an integer; LEN with IDX; too much memory.
   */
  static Reply lcs(Keyspace keys, Args args) {
    Value first = keys.read(args.get(1));
    Value second = keys.read(args.get(2));
    if (isOtherType(first) || isOtherType(second)) {
      throw new CommandError(NOT_STRINGS);
    }
    LcsOptions options = LcsOptions.parse(args);
    Bytes a = first == null ? Bytes.EMPTY : first.data();
    Bytes b = second == null ? Bytes.EMPTY : second.data();
    // Redis holds a table of 4-byte lengths and bounds it; the bound is part of the contract.
    long tableBytes = (a.length() + 1L) * (b.length() + 1L) * Integer.BYTES;
    if (tableBytes > keys.stringBounds().bytesMax()) {
      throw new CommandError(LCS_TOO_LARGE);
    }
    CommonSubsequence common = CommonSubsequence.of(a, b);
    if (options.indexes()) {
      return indexes(common, options);
    }
    return options.length()
        ? Replies.integer(common.length())
        : Replies.bulk(Bytes.wrap(common.text()));
  }

  private static boolean isOtherType(Value value) {
    return value != null && value.type() != ValueType.STRING;
  }

  private static Reply indexes(CommonSubsequence common, LcsOptions options) {
    List<Reply> matches = new ArrayList<>();
    for (CommonSubsequence.Match match : common.matchesFromEnd()) {
      if (match.length() >= options.lengthMin()) {
        Reply inA = span(match.startInA(), match.length());
        Reply inB = span(match.startInB(), match.length());
        matches.add(
            options.withLength()
                ? Replies.array(inA, inB, Replies.integer(match.length()))
                : Replies.array(inA, inB));
      }
    }
    return new Reply.MapOf(
        List.of(
            Replies.bulk("matches"),
            new Reply.Array(matches),
            Replies.bulk("len"),
            Replies.integer(common.length())));
  }

  private static Reply span(int start, int length) {
    return Replies.array(Replies.integer(start), Replies.integer(start + length - 1L));
  }

  private record LcsOptions(boolean length, boolean indexes, long lengthMin, boolean withLength) {

    static LcsOptions parse(Args args) {
      boolean length = false;
      boolean indexes = false;
      boolean withLength = false;
      long lengthMin = 0;
      for (int i = 3; i < args.count(); i++) {
        if (args.is(i, "idx")) {
          indexes = true;
        } else if (args.is(i, "len")) {
          length = true;
        } else if (args.is(i, "withmatchlen")) {
          withLength = true;
        } else if (args.is(i, "minmatchlen") && i + 1 < args.count()) {
          lengthMin = args.integer(++i);
        } else {
          throw new CommandError(Errors.syntax());
        }
      }
      if (indexes && length) {
        throw new CommandError(LENGTH_AND_INDEXES);
      }
      return new LcsOptions(length, indexes, lengthMin, withLength);
    }
  }
}
