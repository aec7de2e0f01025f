package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
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
import io.slotwise.sharding.api.Value;
import java.util.List;
import java.util.Locale;

/** Deadlines of keys of any type: setting, asking and removing them. */
final class ExpiryCommands {

  static final List<CommandDef> ALL =
      List.of(
          setter("expire", "1.0.0").onSlot(ExpiryCommands::expire),
          setter("pexpire", "2.6.0").onSlot(ExpiryCommands::pexpire),
          setter("expireat", "1.2.0").onSlot(ExpiryCommands::expireat),
          setter("pexpireat", "2.6.0").onSlot(ExpiryCommands::pexpireat),
          getter("ttl", "1.0.0").tips("nondeterministic_output").onSlot(ExpiryCommands::ttl),
          getter("pttl", "2.6.0").tips("nondeterministic_output").onSlot(ExpiryCommands::pttl),
          getter("expiretime", "7.0.0").onSlot(ExpiryCommands::expiretime),
          getter("pexpiretime", "7.0.0").onSlot(ExpiryCommands::pexpiretime),
          command("persist", GENERIC)
              .since("2.2.0")
              .arity(2)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.KEYSPACE)
              .onSlot(ExpiryCommands::persist));

  private static final Reply MISSING = new Reply.Int(-2);
  private static final Reply WITHOUT_DEADLINE = new Reply.Int(-1);

  private static final Reply.Error NX_EXCLUDES_OTHERS =
      Errors.err("NX and XX, GT or LT options at the same time are not compatible");
  private static final Reply.Error GT_EXCLUDES_LT =
      Errors.err("GT and LT options at the same time are not compatible");

  private ExpiryCommands() {}

  private static CommandDef.Builder setter(String name, String since) {
    return command(name, GENERIC)
        .since(since)
        .arity(-3)
        .flags(WRITE, FAST)
        .keys(range(1, 1, 1, RW, UPDATE))
        .acl(AclCategory.KEYSPACE);
  }

  private static CommandDef.Builder getter(String name, String since) {
    return command(name, GENERIC)
        .since(since)
        .arity(2)
        .flags(READONLY, FAST)
        .keys(range(1, 1, 1, RO, ACCESS))
        .acl(AclCategory.KEYSPACE);
  }

  /**
   * {@code EXPIRE key seconds [NX|XX|GT|LT]}. Reply: integer 1 if the deadline was set, else 0.
   *
   * <p>Errors, in order: Unsupported option; options that exclude each other; not an integer;
   * invalid expire time. All of them even when the key is missing.
   *
   * <p>Effects: deadline replaced ("expire"); a time in the past deletes the key ("del").
   */
  static Reply expire(Keyspace keys, Args args) {
    return setDeadline(keys, args, Form.EXPIRE);
  }

  /** {@code PEXPIRE key milliseconds [NX|XX|GT|LT]}. As EXPIRE. */
  static Reply pexpire(Keyspace keys, Args args) {
    return setDeadline(keys, args, Form.PEXPIRE);
  }

  /** {@code EXPIREAT key unix-time-seconds [NX|XX|GT|LT]}. As EXPIRE. */
  static Reply expireat(Keyspace keys, Args args) {
    return setDeadline(keys, args, Form.EXPIREAT);
  }

  /** {@code PEXPIREAT key unix-time-milliseconds [NX|XX|GT|LT]}. As EXPIRE. */
  static Reply pexpireat(Keyspace keys, Args args) {
    return setDeadline(keys, args, Form.PEXPIREAT);
  }

  private static Reply setDeadline(Keyspace keys, Args args, Form form) {
    Conditions conditions = Conditions.parse(args);
    long expireAtMs = form.deadlineMs(args, keys.nowMs());
    Bytes key = args.get(1);
    Value value = keys.peek(key);
    if (value == null || !conditions.allow(value, expireAtMs)) {
      return Replies.ZERO;
    }
    if (expireAtMs <= keys.nowMs()) {
      KeyWrites.delete(keys, key);
    } else {
      KeyWrites.setDeadline(keys, key, value, expireAtMs);
    }
    return Replies.ONE;
  }

  /** {@code TTL key}. Reply: seconds, rounded; -1 without a deadline, -2 without a key. */
  static Reply ttl(Keyspace keys, Args args) {
    return deadline(keys, args, keys.nowMs(), true);
  }

  /** {@code PTTL key}. Reply: milliseconds, else as TTL. */
  static Reply pttl(Keyspace keys, Args args) {
    return deadline(keys, args, keys.nowMs(), false);
  }

  /** {@code EXPIRETIME key}. Reply: Unix time in seconds, rounded, else as TTL. */
  static Reply expiretime(Keyspace keys, Args args) {
    return deadline(keys, args, 0, true);
  }

  /** {@code PEXPIRETIME key}. Reply: Unix time in milliseconds, else as TTL. */
  static Reply pexpiretime(Keyspace keys, Args args) {
    return deadline(keys, args, 0, false);
  }

  private static Reply deadline(Keyspace keys, Args args, long baseMs, boolean seconds) {
    Value value = keys.look(args.get(1));
    if (value == null) {
      return MISSING;
    }
    if (!value.hasExpiry()) {
      return WITHOUT_DEADLINE;
    }
    long ms = value.expireAtMs() - baseMs;
    // Unsigned, since half a second more than the last possible deadline is still ahead.
    return Replies.integer(seconds ? Long.divideUnsigned(ms + 500, 1000) : ms);
  }

  /** {@code PERSIST key}. Reply: integer 1 if a deadline was removed, else 0. */
  static Reply persist(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Value value = keys.peek(key);
    return Replies.flag(value != null && KeyWrites.removeDeadline(keys, key, value));
  }

  /** How a command is given a deadline: in seconds or not, from now or not. */
  private enum Form {
    EXPIRE(true, true),
    PEXPIRE(false, true),
    EXPIREAT(true, false),
    PEXPIREAT(false, false);

    private final boolean seconds;
    private final boolean fromNow;
    private final String command = name().toLowerCase(Locale.ROOT);

    Form(boolean seconds, boolean fromNow) {
      this.seconds = seconds;
      this.fromNow = fromNow;
    }

    /** Unix time in ms, possibly in the past. Errors: not an integer; invalid expire time. */
    long deadlineMs(Args args, long nowMs) {
      long given = args.integer(2);
      if (seconds && (given > Long.MAX_VALUE / 1000 || given < Long.MIN_VALUE / 1000)) {
        throw new CommandError(Errors.invalidExpireTime(command));
      }
      long ms = seconds ? given * 1000 : given;
      long baseMs = fromNow ? nowMs : 0;
      if (ms > Long.MAX_VALUE - baseMs) {
        throw new CommandError(Errors.invalidExpireTime(command));
      }
      return ms + baseMs;
    }
  }

  /** NX: only without a deadline. XX: only with one. GT, LT: only to a later, an earlier one. */
  private record Conditions(boolean nx, boolean xx, boolean gt, boolean lt) {

    private static final Conditions NONE = new Conditions(false, false, false, false);

    static Conditions parse(Args args) {
      if (args.count() == 3) {
        return NONE;
      }
      boolean nx = false;
      boolean xx = false;
      boolean gt = false;
      boolean lt = false;
      for (int i = 3; i < args.count(); i++) {
        if (args.is(i, "nx")) {
          nx = true;
        } else if (args.is(i, "xx")) {
          xx = true;
        } else if (args.is(i, "gt")) {
          gt = true;
        } else if (args.is(i, "lt")) {
          lt = true;
        } else {
          String option = Errors.oneLine(args.get(i).latin1());
          throw new CommandError(Errors.err("Unsupported option " + option));
        }
      }
      if (nx && (xx || gt || lt)) {
        throw new CommandError(NX_EXCLUDES_OTHERS);
      }
      if (gt && lt) {
        throw new CommandError(GT_EXCLUDES_LT);
      }
      return new Conditions(nx, xx, gt, lt);
    }

    /** A key without a deadline counts as one that lives for ever. */
    boolean allow(Value value, long expireAtMs) {
      long currentMs = value.hasExpiry() ? value.expireAtMs() : Long.MAX_VALUE;
      return !(nx && value.hasExpiry())
          && !(xx && !value.hasExpiry())
          && !(gt && expireAtMs <= currentMs)
          && !(lt && value.hasExpiry() && expireAtMs >= currentMs);
    }
  }
}
