package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.OW;
import static io.slotwise.protocol.command.KeySpec.Access.RM;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
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
import io.slotwise.sharding.collection.CollectionCopy;
import java.util.List;

/** Keys of any type: whether they are there, deleting, renaming, copying and moving them. */
final class KeyCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("del", GENERIC)
              .since("1.0.0")
              .arity(-2)
              .flags(WRITE)
              .keys(range(1, -1, 1, RM, DELETE))
              .acl(AclCategory.KEYSPACE)
              .tips("request_policy:multi_shard", "response_policy:agg_sum")
              .onSlot(KeyCommands::del),
          command("unlink", GENERIC)
              .since("4.0.0")
              .arity(-2)
              .flags(WRITE, FAST)
              .keys(range(1, -1, 1, RM, DELETE))
              .acl(AclCategory.KEYSPACE)
              .tips("request_policy:multi_shard", "response_policy:agg_sum")
              .onSlot(KeyCommands::del),
          command("exists", GENERIC)
              .since("1.0.0")
              .arity(-2)
              .flags(READONLY, FAST)
              .keys(range(1, -1, 1, RO))
              .acl(AclCategory.KEYSPACE)
              .tips("request_policy:multi_shard", "response_policy:agg_sum")
              .onSlot(KeyCommands::exists),
          command("touch", GENERIC)
              .since("3.2.1")
              .arity(-2)
              .flags(READONLY, FAST)
              .keys(range(1, -1, 1, RO))
              .acl(AclCategory.KEYSPACE)
              .tips("request_policy:multi_shard", "response_policy:agg_sum")
              .onSlot(KeyCommands::touch),
          command("type", GENERIC)
              .since("1.0.0")
              .arity(2)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO))
              .acl(AclCategory.KEYSPACE)
              .onSlot(KeyCommands::type),
          command("rename", GENERIC)
              .since("1.0.0")
              .arity(3)
              .flags(WRITE)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE), range(2, 2, 1, OW, UPDATE))
              .acl(AclCategory.KEYSPACE)
              .onSlot(KeyCommands::rename),
          command("renamenx", GENERIC)
              .since("1.0.0")
              .arity(3)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE), range(2, 2, 1, OW, INSERT))
              .acl(AclCategory.KEYSPACE)
              .onSlot(KeyCommands::renamenx),
          command("copy", GENERIC)
              .since("6.2.0")
              .arity(-3)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RO, ACCESS), range(2, 2, 1, OW, UPDATE))
              .acl(AclCategory.KEYSPACE)
              .onSlot(KeyCommands::copy),
          command("move", GENERIC)
              .since("1.0.0")
              .arity(3)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE))
              .acl(AclCategory.KEYSPACE)
              .onSlot(KeyCommands::move));

  private static final Reply NO_TYPE = new Reply.Status("none");
  private static final Reply.Error SAME_OBJECT =
      Errors.err("source and destination objects are the same");
  private static final Reply.Error NOT_INT =
      Errors.err("value is out of range, value must between -2147483648 and 2147483647");

  private KeyCommands() {}

  /** {@code DEL key ...} and {@code UNLINK key ...}. Reply: how many keys were there. */
  static Reply del(Keyspace keys, Args args) {
    int deleted = 0;
    for (int i = 1; i < args.count(); i++) {
      if (KeyWrites.delete(keys, args.get(i))) {
        deleted++;
      }
    }
    return Replies.integer(deleted);
  }

  /** {@code EXISTS key ...}. Reply: how many are there, repeats count. */
  static Reply exists(Keyspace keys, Args args) {
    int present = 0;
    for (int i = 1; i < args.count(); i++) {
      if (keys.look(args.get(i)) != null) {
        present++;
      }
    }
    return Replies.integer(present);
  }

  /** {@code TOUCH key ...}. Reply as of EXISTS; and the keys count as used. */
  static Reply touch(Keyspace keys, Args args) {
    int present = 0;
    for (int i = 1; i < args.count(); i++) {
      if (keys.read(args.get(i)) != null) {
        present++;
      }
    }
    return Replies.integer(present);
  }

  /** {@code TYPE key}. Reply: status, the name of the type or "none". */
  static Reply type(Keyspace keys, Args args) {
    Value value = keys.look(args.get(1));
    return value == null ? NO_TYPE : new Reply.Status(value.type().word());
  }

  /**
   * {@code RENAME key newkey}. Reply: OK. Errors: no such key.
   *
   * <p>Effects: the value and its deadline take the place of what was at the new key; key events
   * "rename_from" and "rename_to". A key renamed to itself stays as it is.
   */
  static Reply rename(Keyspace keys, Args args) {
    Value value = requirePresent(keys, args.get(1));
    if (!args.get(1).equals(args.get(2))) {
      moveTo(keys, args.get(1), args.get(2), value);
    }
    return Replies.OK;
  }

  /** {@code RENAMENX key newkey}. As RENAME; reply: integer 1, or 0 if the new key was there. */
  static Reply renamenx(Keyspace keys, Args args) {
    Value value = requirePresent(keys, args.get(1));
    if (keys.peek(args.get(2)) != null) {
      return Replies.ZERO;
    }
    moveTo(keys, args.get(1), args.get(2), value);
    return Replies.ONE;
  }

  private static Value requirePresent(Keyspace keys, Bytes key) {
    Value value = keys.peek(key);
    if (value == null) {
      throw new CommandError(Errors.noSuchKey());
    }
    return value;
  }

  private static CollectionCopy onItsWay(Keyspace keys, Bytes key, Value value) {
    return new CollectionCopy(
        new CollectionCopy.Place(keys, key),
        value,
        visitor -> ValueKinds.of(value.type()).forEachTreePage(keys, key, value, visitor));
  }

  private static void moveTo(Keyspace keys, Bytes from, Bytes to, Value value) {
    Value moved = onItsWay(keys, from, value).movedTo(new CollectionCopy.Place(keys, to));
    // What was at the new key is deleted first, so it is new in any case.
    KeyWrites.put(keys, to, true, moved);
    keys.delete(from);
    KeyWrites.generic(keys, "rename_from", from);
    KeyWrites.generic(keys, "rename_to", to);
  }

  /**
   * {@code COPY source destination [DB n] [REPLACE]}. Reply: integer 1, or 0 if the source is
   * missing or the destination is there and may not be replaced.
   *
   * <p>Errors, in order of the words: not an integer; out of range; DB index; syntax; then same
   * objects.
   */
  static Reply copy(Keyspace keys, Args args) {
    boolean replaces = false;
    int database = keys.database();
    for (int i = 3; i < args.count(); i++) {
      if (args.is(i, "replace")) {
        replaces = true;
      } else if (args.is(i, "db") && i + 1 < args.count()) {
        database = database(args, ++i);
      } else {
        throw new CommandError(Errors.syntax());
      }
    }
    Bytes source = args.get(1);
    Bytes destination = args.get(2);
    if (database == keys.database() && source.equals(destination)) {
      throw new CommandError(SAME_OBJECT);
    }
    Value value = keys.read(source);
    if (value == null) {
      return Replies.ZERO;
    }
    Keyspace target = keys.in(database);
    if (!replaces && target.peek(destination) != null) {
      return Replies.ZERO;
    }
    Value copied =
        onItsWay(keys, source, value).copiedTo(new CollectionCopy.Place(target, destination));
    KeyWrites.put(target, destination, true, copied);
    KeyWrites.generic(target, "copy_to", destination);
    return Replies.ONE;
  }

  /**
   * {@code MOVE key db}. Reply: integer 1, or 0 if the key is missing here or there already.
   *
   * <p>Errors, in order: not an integer; out of range; DB index; same objects.
   */
  static Reply move(Keyspace keys, Args args) {
    int database = database(args, 2);
    if (database == keys.database()) {
      throw new CommandError(SAME_OBJECT);
    }
    Bytes key = args.get(1);
    Value value = keys.peek(key);
    Keyspace target = keys.in(database);
    if (value == null || target.peek(key) != null) {
      return Replies.ZERO;
    }
    Value moved = onItsWay(keys, key, value).movedTo(new CollectionCopy.Place(target, key));
    KeyWrites.put(target, key, true, moved);
    keys.delete(key);
    KeyWrites.generic(keys, "move_from", key);
    KeyWrites.generic(target, "move_to", key);
    return Replies.ONE;
  }

  private static int database(Args args, int index) {
    long given = args.integer(index);
    if (given != (int) given) {
      throw new CommandError(NOT_INT);
    }
    if (given < 0 || given >= Keyspace.DATABASE_COUNT) {
      throw new CommandError(Errors.dbIndexOutOfRange());
    }
    return (int) given;
  }
}
