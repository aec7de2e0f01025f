package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.STRING;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.OW;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.protocol.command.KeySpec.Effect.INSERT;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.protocol.command.KeySpec.Effect.VARIABLE_FLAGS;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands on strings as wholes: get and set in all their forms, and many keys at once. Parts
 * of strings are in {@link StringPartCommands}, numbers in {@link CounterCommands}.
 */
final class StringCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("get", STRING)
              .since("1.0.0")
              .arity(2)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::get),
          command("set", STRING)
              .since("1.0.0")
              .arity(-3)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE, VARIABLE_FLAGS))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::set),
          command("setnx", STRING)
              .since("1.0.0")
              .arity(3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, OW, INSERT))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::setnx),
          command("setex", STRING)
              .since("2.0.0")
              .arity(4)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, OW, UPDATE))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::setex),
          command("psetex", STRING)
              .since("2.6.0")
              .arity(4)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, OW, UPDATE))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::psetex),
          command("getset", STRING)
              .since("1.0.0")
              .arity(3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::getset),
          command("getdel", STRING)
              .since("6.2.0")
              .arity(2)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::getdel),
          command("getex", STRING)
              .since("6.2.0")
              .arity(-2)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE))
              .acl(AclCategory.STRING)
              .onSlot(StringCommands::getex),
          command("mget", STRING)
              .since("1.0.0")
              .arity(-2)
              .flags(READONLY, FAST)
              .keys(range(1, -1, 1, RO, ACCESS))
              .acl(AclCategory.STRING)
              .tips("request_policy:multi_shard")
              .onSlot(StringCommands::mget),
          command("mset", STRING)
              .since("1.0.1")
              .arity(-3)
              .flags(WRITE, DENYOOM)
              .keys(range(1, -1, 2, OW, UPDATE))
              .acl(AclCategory.STRING)
              .tips("request_policy:multi_shard", "response_policy:all_succeeded")
              .onSlot(StringCommands::mset),
          command("msetnx", STRING)
              .since("1.0.1")
              .arity(-3)
              .flags(WRITE, DENYOOM)
              .keys(range(1, -1, 2, OW, INSERT))
              .acl(AclCategory.STRING)
              .tips("request_policy:multi_shard", "response_policy:agg_min")
              .onSlot(StringCommands::msetnx));

  private StringCommands() {}

  /** {@code GET key}. Reply: bulk, or null when the key is missing. Errors: WRONGTYPE. */
  static Reply get(Keyspace keys, Args args) {
    return bulkOrNil(keys.readString(args.get(1)));
  }

  /**
   * {@code SET key value [NX|XX] [GET] [EX s|PX ms|EXAT s|PXAT ms|KEEPTTL]}. Reply: OK; null when
   * the condition did not hold; with GET the old string or null.
   *
   * <p>Errors, in order: syntax; deadline not an integer; invalid expire time; with GET, WRONGTYPE.
   *
   * <p>Effects: value and deadline replaced; key events "set", then "expire" with a deadline.
   */
  static Reply set(Keyspace keys, Args args) {
    SetOptions options = SetOptions.parse(args);
    long expireAtMs =
        options.deadline() == null
            ? Value.NO_EXPIRY
            : options.deadline().deadlineMs(args, options.deadlineAt(), keys.nowMs(), "set");
    Bytes key = args.get(1);
    boolean looks =
        options.condition() != SetOptions.Condition.ALWAYS
            || options.answersOld()
            || options.keepsDeadline();
    if (!looks) {
      KeyWrites.putString(keys, key, owned(args, 2, expireAtMs), "set");
      tellOfDeadline(keys, key, expireAtMs);
      return Replies.OK;
    }
    Value before = options.answersOld() ? keys.readString(key) : keys.peek(key);
    boolean writes = options.condition().allows(before != null);
    if (writes) {
      if (options.keepsDeadline() && before != null) {
        expireAtMs = before.expireAtMs();
      }
      KeyWrites.putString(keys, key, before, owned(args, 2, expireAtMs), "set");
      if (options.deadline() != null) {
        tellOfDeadline(keys, key, expireAtMs);
      }
    }
    return options.answersOld() ? bulkOrNil(before) : writes ? Replies.OK : Replies.NIL;
  }

  /** {@code SETNX key value}. Reply: integer 1 if set, 0 if the key was there, of any type. */
  static Reply setnx(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    if (keys.peek(key) != null) {
      return Replies.ZERO;
    }
    KeyWrites.putString(keys, key, null, owned(args, 2, Value.NO_EXPIRY), "set");
    return Replies.ONE;
  }

  /** {@code SETEX key seconds value}. Reply: OK. Errors: as of SET EX. */
  static Reply setex(Keyspace keys, Args args) {
    return setWithDeadline(keys, args, DeadlineOption.EX, "setex");
  }

  /** {@code PSETEX key milliseconds value}. Reply: OK. Errors: as of SET PX. */
  static Reply psetex(Keyspace keys, Args args) {
    return setWithDeadline(keys, args, DeadlineOption.PX, "psetex");
  }

  private static Reply setWithDeadline(
      Keyspace keys, Args args, DeadlineOption option, String command) {
    long expireAtMs = option.deadlineMs(args, 2, keys.nowMs(), command);
    Bytes key = args.get(1);
    KeyWrites.putString(keys, key, owned(args, 3, expireAtMs), "set");
    tellOfDeadline(keys, key, expireAtMs);
    return Replies.OK;
  }

  /** {@code GETSET key value}. Reply: the old string or null. Errors: WRONGTYPE. */
  static Reply getset(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Value before = keys.readString(key);
    KeyWrites.putString(keys, key, before, owned(args, 2, Value.NO_EXPIRY), "set");
    return bulkOrNil(before);
  }

  /** {@code GETDEL key}. Reply: the string, now gone, or null. Errors: WRONGTYPE. */
  static Reply getdel(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    Value value = keys.readString(key);
    if (value != null) {
      KeyWrites.delete(keys, key);
    }
    return bulkOrNil(value);
  }

  /**
   * {@code GETEX key [EX s|PX ms|EXAT s|PXAT ms|PERSIST]}. Reply: the string or null.
   *
   * <p>Errors, in order: syntax; then, only of a key that is there: WRONGTYPE; deadline not an
   * integer; invalid expire time.
   *
   * <p>Effects: the deadline is set ("expire") or removed ("persist"); an absolute one in the past
   * deletes the key ("del").
   */
  static Reply getex(Keyspace keys, Args args) {
    boolean persists = false;
    DeadlineOption deadline = null;
    int deadlineAt = 0;
    for (int i = 2; i < args.count(); i++) {
      if (args.is(i, "persist") && deadline == null) {
        persists = true;
      } else {
        deadline = SetOptions.followingDeadline(args, i, deadline, persists);
        deadlineAt = ++i;
      }
    }
    Bytes key = args.get(1);
    Value value = keys.readString(key);
    if (value == null) {
      return Replies.NIL;
    }
    if (deadline != null) {
      long expireAtMs = deadline.deadlineMs(args, deadlineAt, keys.nowMs(), "getex");
      if (deadline.isAbsolute() && expireAtMs <= keys.nowMs()) {
        KeyWrites.delete(keys, key);
      } else {
        KeyWrites.setDeadline(keys, key, value, expireAtMs);
      }
    } else if (persists) {
      KeyWrites.removeDeadline(keys, key, value);
    }
    return Replies.bulk(value.data());
  }

  /** {@code MGET key ...}. Reply: array of strings, null for a missing key or another type. */
  static Reply mget(Keyspace keys, Args args) {
    ReplyRoom room = new ReplyRoom();
    List<Reply> values = new ArrayList<>(args.count() - 1);
    for (int i = 1; i < args.count(); i++) {
      Value value = keys.read(args.get(i));
      values.add(isString(value) ? Replies.bulk(room.element(value.data())) : Replies.NIL);
    }
    return new Reply.Array(values);
  }

  /** {@code MSET key value ...}. Reply: OK. Errors: arity when a value is missing. */
  static Reply mset(Keyspace keys, Args args) {
    requirePairs(args, "mset");
    setPairs(keys, args);
    return Replies.OK;
  }

  /** {@code MSETNX key value ...}. Reply: integer 1, or 0 and nothing set if any key was there. */
  static Reply msetnx(Keyspace keys, Args args) {
    requirePairs(args, "msetnx");
    for (int i = 1; i < args.count(); i += 2) {
      if (keys.peek(args.get(i)) != null) {
        return Replies.ZERO;
      }
    }
    setPairs(keys, args);
    return Replies.ONE;
  }

  private static void requirePairs(Args args, String command) {
    if (args.count() % 2 == 0) {
      throw new CommandError(Errors.wrongArity(command));
    }
  }

  private static void setPairs(Keyspace keys, Args args) {
    for (int i = 1; i < args.count(); i += 2) {
      KeyWrites.putString(keys, args.get(i), owned(args, i + 1, Value.NO_EXPIRY), "set");
    }
  }

  private static Value owned(Args args, int index, long expireAtMs) {
    return Value.string(Bytes.wrap(args.copy(index)), expireAtMs);
  }

  private static void tellOfDeadline(Keyspace keys, Bytes key, long expireAtMs) {
    if (expireAtMs != Value.NO_EXPIRY) {
      KeyWrites.generic(keys, "expire", key);
    }
  }

  private static boolean isString(Value value) {
    return value != null && value.type() == ValueType.STRING;
  }

  private static Reply bulkOrNil(Value value) {
    return value == null ? Replies.NIL : Replies.bulk(value.data());
  }
}
