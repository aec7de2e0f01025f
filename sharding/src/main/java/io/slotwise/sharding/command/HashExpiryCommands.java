package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.HASH;
import static io.slotwise.protocol.command.Flag.DENYOOM;
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
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.HashValue;
import java.util.List;

/**
 * The deadlines of single fields of a hash. All commands begin alike: the type of the key is
 * checked before the arguments, and a missing key is a hash without fields.
 */
final class HashExpiryCommands {

  static final List<CommandDef> ALL =
      List.of(
          setter("hexpire")
              .onSlot((keys, args) -> expire(keys, args, DeadlineOption.EX, "hexpire")),
          setter("hpexpire")
              .onSlot((keys, args) -> expire(keys, args, DeadlineOption.PX, "hpexpire")),
          setter("hexpireat")
              .onSlot((keys, args) -> expire(keys, args, DeadlineOption.EXAT, "hexpireat")),
          setter("hpexpireat")
              .onSlot((keys, args) -> expire(keys, args, DeadlineOption.PXAT, "hpexpireat")),
          getter("httl").onSlot((keys, args) -> tell(keys, args, true, true)),
          getter("hpttl").onSlot((keys, args) -> tell(keys, args, true, false)),
          getter("hexpiretime").onSlot((keys, args) -> tell(keys, args, false, true)),
          getter("hpexpiretime").onSlot((keys, args) -> tell(keys, args, false, false)),
          command("hpersist", HASH)
              .since("7.4.0")
              .arity(-5)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.HASH)
              .onSlot(HashExpiryCommands::hpersist));

  private static final Reply NO_FIELD = new Reply.Int(-2);
  private static final Reply NO_DEADLINE = new Reply.Int(-1);
  private static final Reply DELETED = new Reply.Int(2);
  private static final Reply.Error NO_FIELDS =
      Errors.err("Parameter `numFields` should be greater than 0");

  /** When a deadline is set at all, by the one that is there. None at all is later than any. */
  private enum Condition {
    NX {
      @Override
      boolean allows(long beforeMs, long afterMs) {
        return beforeMs == HashValue.NO_DEADLINE;
      }
    },
    XX {
      @Override
      boolean allows(long beforeMs, long afterMs) {
        return beforeMs != HashValue.NO_DEADLINE;
      }
    },
    GT {
      @Override
      boolean allows(long beforeMs, long afterMs) {
        return beforeMs != HashValue.NO_DEADLINE && beforeMs < afterMs;
      }
    },
    LT {
      @Override
      boolean allows(long beforeMs, long afterMs) {
        return beforeMs == HashValue.NO_DEADLINE || beforeMs > afterMs;
      }
    };

    private static final Condition[] ALL = values();

    /** The condition that the argument names, or null. */
    static Condition of(Args args, int index) {
      for (Condition condition : ALL) {
        if (args.is(index, condition.name())) {
          return condition;
        }
      }
      return null;
    }

    abstract boolean allows(long beforeMs, long afterMs);
  }

  private HashExpiryCommands() {}

  private static CommandDef.Builder setter(String name) {
    return command(name, HASH)
        .since("7.4.0")
        .arity(-6)
        .flags(WRITE, DENYOOM, FAST)
        .keys(range(1, 1, 1, RW, UPDATE))
        .acl(AclCategory.HASH);
  }

  private static CommandDef.Builder getter(String name) {
    return command(name, HASH)
        .since("7.4.0")
        .arity(-5)
        .flags(READONLY, FAST)
        .keys(range(1, 1, 1, RO, ACCESS))
        .acl(AclCategory.HASH);
  }

  /**
   * {@code HEXPIRE key seconds [NX|XX|GT|LT] FIELDS numfields field ...}, and the same with
   * milliseconds (HPEXPIRE) and Unix times (HEXPIREAT, HPEXPIREAT). Reply: array of integers: 1 for
   * a deadline that was set; 2 for a field that was deleted, as the deadline has passed; 0 where
   * the condition did not hold; -2 without the field.
   *
   * <p>Errors, in order: WRONGTYPE; not an integer; negative; invalid expire time; those of {@link
   * FieldList}.
   *
   * <p>Key events: "hexpire", or "hdel" where a field was deleted.
   */
  private static Reply expire(Keyspace keys, Args args, DeadlineOption unit, String command) {
    HashEdit edit = HashEdit.open(keys, args.get(1));
    HashValue hash = edit.hash();
    long deadlineMs = unit.fieldDeadlineMs(args, 2, keys.nowMs(), command);
    Condition condition = Condition.of(args, 3);
    FieldList fields = FieldList.parse(args, condition == null ? 3 : 4, NO_FIELDS);
    boolean isPast = deadlineMs <= keys.nowMs();
    boolean[] changed = new boolean[1];
    Reply reply =
        fields.answerEach(
            field -> {
              Bytes value = hash.get(field);
              if (value == null) {
                return NO_FIELD;
              }
              if (condition != null && !condition.allows(hash.deadlineMs(field), deadlineMs)) {
                return Replies.ZERO;
              }
              changed[0] = true;
              if (isPast) {
                hash.remove(field);
                return DELETED;
              }
              hash.put(field, value, deadlineMs);
              return Replies.ONE;
            });
    if (changed[0]) {
      edit.save(isPast ? "hdel" : "hexpire");
    }
    return reply;
  }

  /**
   * {@code HTTL key FIELDS numfields field ...}, HPTTL, HEXPIRETIME and HPEXPIRETIME. Reply: array
   * of integers: the time to live or the Unix time of the deadline, seconds rounded up; -1 without
   * a deadline; -2 without the field.
   *
   * <p>Errors, in order: WRONGTYPE; those of {@link FieldList}.
   */
  private static Reply tell(Keyspace keys, Args args, boolean fromNow, boolean seconds) {
    HashValue hash = HashCommands.read(keys, args.get(1));
    long baseMs = fromNow ? keys.nowMs() : 0;
    return FieldList.parse(args, 2, FieldList.NO_FIELDS)
        .answerEach(
            field -> {
              if (hash == null || hash.get(field) == null) {
                return NO_FIELD;
              }
              long deadlineMs = hash.deadlineMs(field);
              if (deadlineMs == HashValue.NO_DEADLINE) {
                return NO_DEADLINE;
              }
              long ms = deadlineMs - baseMs;
              return Replies.integer(seconds ? (ms + 999) / 1000 : ms);
            });
  }

  /**
   * {@code HPERSIST key FIELDS numfields field ...}. Reply: array of integers: 1 for a deadline
   * that was taken off; -1 without a deadline; -2 without the field.
   *
   * <p>Errors, in order: WRONGTYPE; those of {@link FieldList}. Key event "hpersist".
   */
  static Reply hpersist(Keyspace keys, Args args) {
    HashEdit edit = HashEdit.open(keys, args.get(1));
    HashValue hash = edit.hash();
    boolean[] changed = new boolean[1];
    Reply reply =
        FieldList.parse(args, 2, FieldList.NO_FIELDS)
            .answerEach(
                field -> {
                  Bytes value = hash.get(field);
                  if (value == null) {
                    return NO_FIELD;
                  }
                  if (hash.deadlineMs(field) == HashValue.NO_DEADLINE) {
                    return NO_DEADLINE;
                  }
                  hash.put(field, value);
                  changed[0] = true;
                  return Replies.ONE;
                });
    if (changed[0]) {
      edit.save("hpersist");
    }
    return reply;
  }
}
