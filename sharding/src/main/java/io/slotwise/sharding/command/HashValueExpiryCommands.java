package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.HASH;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.HashValue;
import java.util.ArrayList;
import java.util.List;

/** Reading and writing fields of a hash together with their deadlines. */
final class HashValueExpiryCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("hgetdel", HASH)
              .since("8.0.0")
              .arity(-5)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE))
              .acl(AclCategory.HASH)
              .onSlot(HashValueExpiryCommands::hgetdel),
          command("hgetex", HASH)
              .since("8.0.0")
              .arity(-5)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE))
              .acl(AclCategory.HASH)
              .onSlot(HashValueExpiryCommands::hgetex),
          command("hsetex", HASH)
              .since("8.0.0")
              .arity(-6)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.HASH)
              .onSlot(HashValueExpiryCommands::hsetex));

  private HashValueExpiryCommands() {}

  /**
   * {@code HGETDEL key FIELDS numfields field ...}. Reply: array of the values of the fields, which
   * are now gone, null for a missing one.
   *
   * <p>Errors, in order: WRONGTYPE; those of {@link FieldList}. Key event "hdel".
   */
  static Reply hgetdel(Keyspace keys, Args args) {
    HashEdit edit = HashEdit.open(keys, args.get(1));
    List<Bytes> found = new ArrayList<>();
    Reply reply =
        FieldList.parse(args, 2, FieldList.NO_FIELDS)
            .answerEach(
                field -> {
                  Bytes value = edit.hash().get(field);
                  if (value == null) {
                    return Replies.NIL;
                  }
                  edit.hash().remove(field);
                  found.add(field);
                  return Replies.bulk(value);
                });
    if (!found.isEmpty()) {
      edit.save("hdel");
    }
    return reply;
  }

  /**
   * {@code HGETEX key [EX s|PX ms|EXAT s|PXAT ms|PERSIST] FIELDS numfields field ...}. Reply: array
   * of the values of the fields, null for a missing one.
   *
   * <p>Errors, in order: WRONGTYPE; not an integer; negative; invalid expire time; those of {@link
   * FieldList}.
   *
   * <p>Effects: the deadline of each is set ("hexpire") or taken off ("hpersist"); one in the past
   * deletes the field ("hdel").
   */
  static Reply hgetex(Keyspace keys, Args args) {
    HashEdit edit = HashEdit.open(keys, args.get(1));
    HashValue hash = edit.hash();
    DeadlineOption option = DeadlineOption.of(args, 2);
    boolean persists = args.is(2, "persist");
    long deadlineMs =
        option == null
            ? HashValue.NO_DEADLINE
            : option.fieldDeadlineMs(args, 3, keys.nowMs(), "hgetex");
    int fieldsAt = option != null ? 4 : persists ? 3 : 2;
    boolean isPast = option != null && deadlineMs <= keys.nowMs();
    boolean[] changed = new boolean[1];
    Reply reply =
        FieldList.parse(args, fieldsAt, FieldList.NO_FIELDS)
            .answerEach(
                field -> {
                  Bytes value = hash.get(field);
                  if (value == null) {
                    return Replies.NIL;
                  }
                  if (isPast) {
                    hash.remove(field);
                    changed[0] = true;
                  } else if (option != null
                      || persists && hash.deadlineMs(field) != HashValue.NO_DEADLINE) {
                    hash.put(field, value, deadlineMs);
                    changed[0] = true;
                  }
                  return Replies.bulk(value);
                });
    if (changed[0]) {
      edit.save(isPast ? "hdel" : persists ? "hpersist" : "hexpire");
    }
    return reply;
  }

  /**
   * {@code HSETEX key [NX|XX] [FNX|FXX] [EX s|PX ms|EXAT s|PXAT ms|KEEPTTL] FIELDS numfields field
   * value ...}. Reply: integer 1, or 0 and nothing set where a condition did not hold: NX and XX
   * ask for the key to be missing or there, FNX and FXX the same of every field.
   *
   * <p>Errors, in order: those of {@link HashSetOptions}; WRONGTYPE.
   *
   * <p>Key events: "hset", then "hexpire" with a deadline, or "hdel" with one in the past.
   */
  static Reply hsetex(Keyspace keys, Args args) {
    HashSetOptions options = HashSetOptions.parse(args, keys.nowMs());
    HashEdit edit = HashEdit.open(keys, args.get(1));
    if (!options.keyCondition().allows(edit.isPresent()) || !allowsFields(options, edit, args)) {
      return Replies.ZERO;
    }
    HashValue hash = edit.hash();
    boolean hasDeadline = options.deadlineMs() != HashValue.NO_DEADLINE;
    boolean isPast = hasDeadline && options.deadlineMs() <= keys.nowMs();
    for (int i = options.firstField(); i < args.count(); i += 2) {
      Bytes field = args.get(i);
      if (isPast) {
        hash.remove(field);
      } else {
        hash.put(
            field,
            args.get(i + 1),
            options.keepsDeadline() ? hash.deadlineMs(field) : options.deadlineMs());
      }
    }
    if (hasDeadline) {
      edit.save("hset", isPast ? "hdel" : "hexpire");
    } else {
      edit.save("hset");
    }
    return Replies.ONE;
  }

  private static boolean allowsFields(HashSetOptions options, HashEdit edit, Args args) {
    if (options.fieldCondition() == SetOptions.Condition.ALWAYS) {
      return true;
    }
    for (int i = options.firstField(); i < args.count(); i += 2) {
      if (!options.fieldCondition().allows(edit.hash().get(args.get(i)) != null)) {
        return false;
      }
    }
    return true;
  }
}
