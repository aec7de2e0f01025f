package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.BITMAP;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.OW;
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
import io.slotwise.sharding.api.Value;
import java.util.ArrayList;
import java.util.List;

/** Strings as rows of bits, one at a time or as a whole. See {@link Bits} for how bits count. */
final class BitmapCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("setbit", BITMAP)
              .since("2.2.0")
              .arity(4)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE))
              .acl(AclCategory.BITMAP)
              .onSlot(BitmapCommands::setbit),
          command("getbit", BITMAP)
              .since("2.2.0")
              .arity(3)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.BITMAP)
              .onSlot(BitmapCommands::getbit),
          command("bitcount", BITMAP)
              .since("2.6.0")
              .arity(-2)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.BITMAP)
              .onSlot(BitmapCommands::bitcount),
          command("bitpos", BITMAP)
              .since("2.8.7")
              .arity(-3)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.BITMAP)
              .onSlot(BitmapCommands::bitpos),
          command("bitop", BITMAP)
              .since("2.6.0")
              .arity(-4)
              .flags(WRITE, DENYOOM)
              .keys(range(2, 2, 1, OW, UPDATE), range(3, -1, 1, RO, ACCESS))
              .acl(AclCategory.BITMAP)
              .onSlot(BitmapCommands::bitop));

  private static final Reply.Error BAD_BIT = Errors.err("bit is not an integer or out of range");
  private static final Reply.Error BIT_ARGUMENT = Errors.err("The bit argument must be 1 or 0.");
  private static final Reply.Error NOT_TAKES_ONE_KEY =
      Errors.err("BITOP NOT must be called with a single source key.");
  private static final Reply NOWHERE = new Reply.Int(-1);

  private BitmapCommands() {}

  /**
   * {@code SETBIT key offset bit}. Reply: the old bit. The string grows with zeros to hold it.
   *
   * <p>Errors, in order: bad offset; bad bit; WRONGTYPE.
   */
  static Reply setbit(Keyspace keys, Args args) {
    long offset = Bits.offset(keys, args, 2, 0);
    long bit = args.integer(3, BAD_BIT);
    if ((bit & ~1L) != 0) {
      throw new CommandError(BAD_BIT);
    }
    Bytes key = args.get(1);
    Value before = keys.peekString(key);
    boolean old = before != null && Bits.get(before.data(), offset);
    boolean grows = before == null || offset >> 3 >= before.data().length();
    if (grows || old != (bit == 1)) {
      byte[] data = Bits.copyWithRoomFor(keys, before, offset);
      Bits.put(data, offset, 1, bit);
      long expireAtMs = before == null ? Value.NO_EXPIRY : before.expireAtMs();
      Value after = Value.rawString(Bytes.wrap(data), expireAtMs);
      KeyWrites.putString(keys, key, before, after, "setbit");
    }
    return Replies.flag(old);
  }

  /** {@code GETBIT key offset}. Reply: the bit. Errors, in order: bad offset; WRONGTYPE. */
  static Reply getbit(Keyspace keys, Args args) {
    long offset = Bits.offset(keys, args, 2, 0);
    Value value = keys.readString(args.get(1));
    return Replies.flag(value != null && Bits.get(value.data(), offset));
  }

  /**
   * {@code BITCOUNT key [start end [BYTE|BIT]]}. Reply: the number of ones, in the whole or in a
   * range with both ends included and negative ones counted from the end.
   *
   * <p>Errors, only of a key that is there, in order: WRONGTYPE; not an integer; syntax.
   */
  static Reply bitcount(Keyspace keys, Args args) {
    Value value = keys.readString(args.get(1));
    if (value == null) {
      return Replies.ZERO;
    }
    Bytes data = value.data();
    if (args.count() == 2) {
      return Replies.integer(data.isEmpty() ? 0 : Bits.count(data, 0, data.length() * 8L - 1));
    }
    if (args.count() > 5 || args.count() == 3) {
      throw new CommandError(Errors.syntax());
    }
    long start = args.integer(2);
    long end = args.integer(3);
    if (start < 0 && end < 0 && start > end) {
      return Replies.ZERO;
    }
    boolean inBits = args.count() == 5 && isInBits(args, 4);
    BitRange range = BitRange.within(data, start, end, inBits);
    return range == null
        ? Replies.ZERO
        : Replies.integer(Bits.count(data, range.fromBit(), range.toBit()));
  }

  private static boolean isInBits(Args args, int index) {
    if (args.is(index, "bit")) {
      return true;
    }
    if (args.is(index, "byte")) {
      return false;
    }
    throw new CommandError(Errors.syntax());
  }

  /**
   * {@code BITPOS key bit [start [end [BYTE|BIT]]]}. Reply: the first such bit in the whole or in a
   * range, or -1. Without an end, the string goes on with zeros.
   *
   * <p>Errors, in order: not an integer; not 1 or 0; then, only of a key that is there: WRONGTYPE;
   * not an integer; syntax.
   */
  static Reply bitpos(Keyspace keys, Args args) {
    long bit = args.integer(2);
    if (bit != 0 && bit != 1) {
      throw new CommandError(BIT_ARGUMENT);
    }
    Value value = keys.readString(args.get(1));
    if (value == null) {
      return bit == 1 ? NOWHERE : Replies.ZERO;
    }
    if (args.count() > 6) {
      throw new CommandError(Errors.syntax());
    }
    long start = args.count() > 3 ? args.integer(3) : 0;
    boolean inBits = args.count() == 6 && isInBits(args, 5);
    boolean endGiven = args.count() > 4;
    long end = endGiven ? args.integer(4) : -1;
    Bytes data = value.data();
    BitRange range = BitRange.within(data, start, end, inBits);
    if (range == null) {
      return NOWHERE;
    }
    long found = Bits.indexOf(data, bit == 1, range.fromBit(), range.toBit());
    if (found < 0 && bit == 0 && !endGiven) {
      return Replies.integer(data.length() * 8L);
    }
    return Replies.integer(found);
  }

  /** A range that holds at least one bit of a string. */
  private record BitRange(long fromBit, long toBit) {

    /** The part of a string between two positions, negative ones from its end; null if empty. */
    static BitRange within(Bytes data, long start, long end, boolean inBits) {
      long length = inBits ? data.length() * 8L : data.length();
      long from = Math.max(0, start < 0 ? length + start : start);
      long to = Math.min(length - 1, Math.max(0, end < 0 ? length + end : end));
      if (from > to) {
        return null;
      }
      return inBits ? new BitRange(from, to) : new BitRange(from * 8, to * 8 + 7);
    }
  }

  /**
   * {@code BITOP AND|OR|XOR|NOT destination source ...}. Reply: the length of the result, which is
   * that of the longest source; shorter ones count as filled up with zeros. An empty result deletes
   * the destination.
   *
   * <p>Errors, in order: syntax; NOT with several sources; WRONGTYPE of a source.
   */
  static Reply bitop(Keyspace keys, Args args) {
    BitOperation operation = BitOperation.of(args, 1);
    if (operation == BitOperation.NOT && args.count() != 4) {
      throw new CommandError(NOT_TAKES_ONE_KEY);
    }
    List<Bytes> sources = new ArrayList<>(args.count() - 3);
    int length = 0;
    for (int i = 3; i < args.count(); i++) {
      Value value = keys.readString(args.get(i));
      Bytes source = value == null ? Bytes.EMPTY : value.data();
      sources.add(source);
      length = Math.max(length, source.length());
    }
    Bytes destination = args.get(2);
    if (length == 0) {
      KeyWrites.delete(keys, destination);
      return Replies.ZERO;
    }
    Value result = Value.rawString(Bytes.wrap(operation.apply(sources, length)), Value.NO_EXPIRY);
    KeyWrites.putString(keys, destination, result, "set");
    return Replies.integer(length);
  }
}
