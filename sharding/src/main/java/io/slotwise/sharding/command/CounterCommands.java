package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STRING;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.LongDouble;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import java.util.List;

/** Strings that are numbers. A missing key counts as 0; the deadline of a key stays. */
final class CounterCommands {

  static final List<CommandDef> ALL =
      List.of(
          counter("incr", "1.0.0", 2).onSlot(CounterCommands::incr),
          counter("decr", "1.0.0", 2).onSlot(CounterCommands::decr),
          counter("incrby", "1.0.0", 3).onSlot(CounterCommands::incrby),
          counter("decrby", "1.0.0", 3).onSlot(CounterCommands::decrby),
          counter("incrbyfloat", "2.6.0", 3).onSlot(CounterCommands::incrbyfloat));

  private static final Reply.Error OVERFLOW = Errors.err("increment or decrement would overflow");
  private static final Reply.Error DECREMENT_OVERFLOW = Errors.err("decrement would overflow");
  private static final Reply.Error NOT_FINITE =
      Errors.err("increment would produce NaN or Infinity");

  private CounterCommands() {}

  private static CommandDef.Builder counter(String name, String since, int arity) {
    return command(name, STRING)
        .since(since)
        .arity(arity)
        .flags(WRITE, DENYOOM, FAST)
        .keys(range(1, 1, 1, RW, ACCESS, UPDATE))
        .acl(AclCategory.STRING);
  }

  /** {@code INCR key}. Reply: the new number. Errors: WRONGTYPE; not an integer; overflow. */
  static Reply incr(Keyspace keys, Args args) {
    return add(keys, args.get(1), 1);
  }

  /** {@code DECR key}. Reply and errors as of INCR. */
  static Reply decr(Keyspace keys, Args args) {
    return add(keys, args.get(1), -1);
  }

  /** {@code INCRBY key n}. Reply and errors as of INCR, with that of n first. */
  static Reply incrby(Keyspace keys, Args args) {
    return add(keys, args.get(1), args.integer(2));
  }

  /** {@code DECRBY key n}. As INCRBY; the smallest of all integers cannot be subtracted. */
  static Reply decrby(Keyspace keys, Args args) {
    long decrement = args.integer(2);
    if (decrement == Long.MIN_VALUE) {
      throw new CommandError(DECREMENT_OVERFLOW);
    }
    return add(keys, args.get(1), -decrement);
  }

  private static Reply add(Keyspace keys, Bytes key, long increment) {
    Value before = keys.peekString(key);
    long old = 0;
    if (before != null) {
      if (!Numbers.isInteger(before.data())) {
        throw new CommandError(Errors.notInteger());
      }
      old = Numbers.integer(before.data());
    }
    long sum = sum(old, increment);
    long expireAtMs = before == null ? Value.NO_EXPIRY : before.expireAtMs();
    Value after = Value.string(Bytes.of(sum), expireAtMs);
    KeyWrites.putString(keys, key, before, after, "incrby");
    return Replies.integer(sum);
  }

  /**
   * @throws CommandError overflow
   */
  static long sum(long old, long increment) {
    long sum = old + increment;
    // Both summands differ in sign from the sum: it wrapped around.
    if (((old ^ sum) & (increment ^ sum)) < 0) {
      throw new CommandError(OVERFLOW);
    }
    return sum;
  }

  /**
   * {@code INCRBYFLOAT key n}. Reply: bulk, the new number with up to 17 digits behind the point.
   *
   * <p>Errors, in order: WRONGTYPE; value or increment not a valid float; NaN or infinity.
   */
  static Reply incrbyfloat(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Value before = keys.peekString(key);
    LongDouble old = before == null ? LongDouble.ZERO : number(before.data());
    Bytes text = sum(old, number(args.get(2)));
    long expireAtMs = before == null ? Value.NO_EXPIRY : before.expireAtMs();
    KeyWrites.putString(keys, key, before, Value.string(text, expireAtMs), "incrbyfloat");
    return Replies.bulk(text);
  }

  /**
   * The digits of the sum.
   *
   * @throws CommandError NaN or infinity
   */
  static Bytes sum(LongDouble old, LongDouble increment) {
    LongDouble sum = old.plus(increment);
    if (sum.isInfinite()) {
      throw new CommandError(NOT_FINITE);
    }
    return Bytes.of(sum.text());
  }

  private static LongDouble number(Bytes text) {
    LongDouble number = LongDouble.parse(text);
    if (number == null) {
      throw new CommandError(Errors.notFloat());
    }
    return number;
  }
}
