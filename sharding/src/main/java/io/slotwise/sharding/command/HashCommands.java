package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.HASH;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
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
import io.slotwise.protocol.LongDouble;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.PackedReplies;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.Flag;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.FieldVisitor;
import io.slotwise.sharding.collection.HashValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The commands on hashes, but for the deadlines of fields: {@link HashExpiryCommands}. */
final class HashCommands {

  static final List<CommandDef> ALL =
      List.of(
          write("hset", "2.0.0", -4, DENYOOM, UPDATE).onSlot(HashCommands::hset),
          write("hmset", "2.0.0", -4, DENYOOM, UPDATE).onSlot(HashCommands::hmset),
          write("hsetnx", "2.0.0", 4, DENYOOM, INSERT).onSlot(HashCommands::hsetnx),
          write("hincrby", "2.0.0", 4, DENYOOM, ACCESS, UPDATE).onSlot(HashCommands::hincrby),
          write("hincrbyfloat", "2.6.0", 4, DENYOOM, ACCESS, UPDATE)
              .onSlot(HashCommands::hincrbyfloat),
          write("hdel", "2.0.0", -3, FAST, DELETE).onSlot(HashCommands::hdel),
          read("hget", "2.0.0", 3, ACCESS).flags(FAST).onSlot(HashCommands::hget),
          read("hmget", "2.0.0", -3, ACCESS).flags(FAST).onSlot(HashCommands::hmget),
          read("hlen", "2.0.0", 2).flags(FAST).onSlot(HashCommands::hlen),
          read("hexists", "2.0.0", 3).flags(FAST).onSlot(HashCommands::hexists),
          read("hstrlen", "3.2.0", 3).flags(FAST).onSlot(HashCommands::hstrlen),
          read("hgetall", "2.0.0", 2, ACCESS)
              .tips("nondeterministic_output_order")
              .onSlot(HashCommands::hgetall),
          read("hkeys", "2.0.0", 2, ACCESS)
              .tips("nondeterministic_output_order")
              .onSlot(HashCommands::hkeys),
          read("hvals", "2.0.0", 2, ACCESS)
              .tips("nondeterministic_output_order")
              .onSlot(HashCommands::hvals),
          read("hrandfield", "6.2.0", -2, ACCESS)
              .tips("nondeterministic_output")
              .onSlot(HashCommands::hrandfield),
          read("hscan", "2.8.0", -3, ACCESS)
              .tips("nondeterministic_output")
              .onSlot(HashCommands::hscan));

  private static final Reply.Error NOT_INTEGER = Errors.err("hash value is not an integer");
  private static final Reply.Error NOT_FLOAT = Errors.err("hash value is not a float");
  private static final Reply.Error NOT_FINITE_INCREMENT = Errors.err("value is NaN or Infinity");

  private HashCommands() {}

  private static CommandDef.Builder read(
      String name, String since, int arity, KeySpec.Effect... effects) {
    return command(name, HASH)
        .since(since)
        .arity(arity)
        .flags(READONLY)
        .keys(range(1, 1, 1, RO, effects))
        .acl(AclCategory.HASH);
  }

  private static CommandDef.Builder write(
      String name, String since, int arity, Flag flag, KeySpec.Effect... effects) {
    return command(name, HASH)
        .since(since)
        .arity(arity)
        .flags(WRITE, FAST, flag)
        .keys(range(1, 1, 1, RW, effects))
        .acl(AclCategory.HASH);
  }

  /** The hash at the key, or null. Errors: WRONGTYPE. */
  static HashValue read(Keyspace keys, Bytes key) {
    Value value = keys.read(key, ValueType.HASH);
    return value == null ? null : HashValue.open(keys, key, value);
  }

  /**
   * {@code HSET key field value ...}. Reply: how many fields are new. Errors, in order: arity when
   * a value is missing; WRONGTYPE.
   *
   * <p>Effects: a field that is set again loses its deadline; key event "hset".
   */
  static Reply hset(Keyspace keys, Args args) {
    return Replies.integer(setPairs(keys, args, "hset"));
  }

  /** {@code HMSET key field value ...}. As HSET; reply: OK. */
  static Reply hmset(Keyspace keys, Args args) {
    setPairs(keys, args, "hmset");
    return Replies.OK;
  }

  private static int setPairs(Keyspace keys, Args args, String command) {
    if (args.count() % 2 == 1) {
      throw new CommandError(Errors.wrongArity(command));
    }
    HashEdit edit = HashEdit.open(keys, args.get(1));
    int added = 0;
    for (int i = 2; i < args.count(); i += 2) {
      if (edit.hash().put(args.get(i), args.get(i + 1))) {
        added++;
      }
    }
    edit.save("hset");
    return added;
  }

  /** {@code HSETNX key field value}. Reply: integer 1 if set, 0 if the field was there. */
  static Reply hsetnx(Keyspace keys, Args args) {
    HashEdit edit = HashEdit.open(keys, args.get(1));
    if (edit.hash().get(args.get(2)) != null) {
      return Replies.ZERO;
    }
    edit.hash().put(args.get(2), args.get(3));
    edit.save("hset");
    return Replies.ONE;
  }

  /**
   * {@code HINCRBY key field n}. Reply: the new number. A missing field counts as 0; a deadline
   * stays.
   *
   * <p>Errors, in order: n not an integer; WRONGTYPE; hash value is not an integer; overflow.
   */
  static Reply hincrby(Keyspace keys, Args args) {
    long increment = args.integer(3);
    HashEdit edit = HashEdit.open(keys, args.get(1));
    Bytes field = args.get(2);
    Bytes before = edit.hash().get(field);
    if (before != null && !Numbers.isInteger(before)) {
      throw new CommandError(NOT_INTEGER);
    }
    long sum = CounterCommands.sum(before == null ? 0 : Numbers.integer(before), increment);
    edit.hash().put(field, Bytes.of(sum), edit.hash().deadlineMs(field));
    edit.save("hincrby");
    return Replies.integer(sum);
  }

  /**
   * {@code HINCRBYFLOAT key field n}. Reply: bulk, the new number, as of INCRBYFLOAT.
   *
   * <p>Errors, in order: n not a valid float; n not finite; WRONGTYPE; hash value is not a float;
   * the sum not finite.
   */
  static Reply hincrbyfloat(Keyspace keys, Args args) {
    LongDouble increment = LongDouble.parse(args.get(3));
    if (increment == null) {
      throw new CommandError(Errors.notFloat());
    }
    if (increment.isInfinite()) {
      throw new CommandError(NOT_FINITE_INCREMENT);
    }
    HashEdit edit = HashEdit.open(keys, args.get(1));
    Bytes field = args.get(2);
    Bytes before = edit.hash().get(field);
    LongDouble old = before == null ? LongDouble.ZERO : LongDouble.parse(before);
    if (old == null) {
      throw new CommandError(NOT_FLOAT);
    }
    Bytes text = CounterCommands.sum(old, increment);
    edit.hash().put(field, text, edit.hash().deadlineMs(field));
    edit.save("hincrbyfloat");
    return Replies.bulk(text);
  }

  /** {@code HDEL key field ...}. Reply: how many fields were there. Errors: WRONGTYPE. */
  static Reply hdel(Keyspace keys, Args args) {
    HashEdit edit = HashEdit.open(keys, args.get(1));
    int deleted = 0;
    for (int i = 2; i < args.count(); i++) {
      if (edit.hash().remove(args.get(i))) {
        deleted++;
      }
    }
    if (deleted > 0) {
      edit.save("hdel");
    }
    return Replies.integer(deleted);
  }

  /** {@code HGET key field}. Reply: bulk, or null without the field. Errors: WRONGTYPE. */
  static Reply hget(Keyspace keys, Args args) {
    HashValue hash = read(keys, args.get(1));
    return hash == null ? Replies.NIL : bulkOrNil(hash.get(args.get(2)));
  }

  /** {@code HMGET key field ...}. Reply: array of values, null for a missing field. */
  static Reply hmget(Keyspace keys, Args args) {
    HashValue hash = read(keys, args.get(1));
    ReplyRoom room = new ReplyRoom();
    List<Reply> values = new ArrayList<>(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      values.add(hash == null ? Replies.NIL : bulkOrNil(room.element(hash.get(args.get(i)))));
    }
    return new Reply.Array(values);
  }

  private static Reply bulkOrNil(Bytes value) {
    return value == null ? Replies.NIL : Replies.bulk(value);
  }

  /** {@code HLEN key}. Reply: how many fields there are. Errors: WRONGTYPE. */
  static Reply hlen(Keyspace keys, Args args) {
    HashValue hash = read(keys, args.get(1));
    return hash == null ? Replies.ZERO : Replies.integer(hash.size());
  }

  /** {@code HEXISTS key field}. Reply: integer 1 or 0. Errors: WRONGTYPE. */
  static Reply hexists(Keyspace keys, Args args) {
    HashValue hash = read(keys, args.get(1));
    return Replies.flag(hash != null && hash.get(args.get(2)) != null);
  }

  /** {@code HSTRLEN key field}. Reply: the bytes of the value, 0 without it. Errors: WRONGTYPE. */
  static Reply hstrlen(Keyspace keys, Args args) {
    HashValue hash = read(keys, args.get(1));
    Bytes value = hash == null ? null : hash.get(args.get(2));
    return value == null ? Replies.ZERO : Replies.integer(value.length());
  }

  /** {@code HGETALL key}. Reply: map of fields and values, in no order. Errors: WRONGTYPE. */
  static Reply hgetall(Keyspace keys, Args args) {
    return gather(keys, args, HashCommands::both, Reply.MapOf::new);
  }

  /** {@code HKEYS key}. Reply: array of fields, in no order. Errors: WRONGTYPE. */
  static Reply hkeys(Keyspace keys, Args args) {
    return gather(keys, args, HashCommands::fieldsOnly, Reply.Array::new);
  }

  /** {@code HVALS key}. Reply: array of values, in no order. Errors: WRONGTYPE. */
  static Reply hvals(Keyspace keys, Args args) {
    return gather(keys, args, HashCommands::valuesOnly, Reply.Array::new);
  }

  private static Reply gather(
      Keyspace keys,
      Args args,
      Function<List<Reply>, FieldVisitor> gatherer,
      Function<List<Reply>, Reply> reply) {
    HashValue hash = read(keys, args.get(1));
    if (hash == null) {
      return reply.apply(List.of());
    }
    keys.willVisit(hash.storedSize());
    List<Reply> found = PackedReplies.listFor(hash.storedSize());
    hash.forEach(gatherer.apply(found));
    return reply.apply(found);
  }

  private static FieldVisitor both(List<Reply> found) {
    return (field, value) -> {
      found.add(Replies.bulk(field));
      found.add(Replies.bulk(value));
    };
  }

  private static FieldVisitor fieldsOnly(List<Reply> found) {
    return (field, value) -> found.add(Replies.bulk(field));
  }

  private static FieldVisitor valuesOnly(List<Reply> found) {
    return (field, value) -> found.add(Replies.bulk(value));
  }

  /**
   * {@code HRANDFIELD key [count [WITHVALUES]]}. Reply: a field drawn by lot, or null; with a count
   * an array of up to so many different ones; with a negative count of exactly so many, which may
   * repeat; WITHVALUES pairs.
   *
   * <p>Errors, in order: count out of range; syntax; count out of range for pairs; WRONGTYPE.
   */
  static Reply hrandfield(Keyspace keys, Args args) {
    if (args.count() == 2) {
      HashValue hash = read(keys, args.get(1));
      List<Reply> drawn = new ArrayList<>(1);
      if (hash != null && hash.size() > 0) {
        hash.draw(keys.random(), fieldsOnly(drawn));
      }
      return drawn.isEmpty() ? Replies.NIL : drawn.get(0);
    }
    DrawCount count = DrawCount.parse(args, 2);
    boolean withValues = args.count() == 4 && args.is(3, "withvalues");
    if (args.count() > 4 || args.count() == 4 && !withValues) {
      throw new CommandError(Errors.syntax());
    }
    if (withValues) {
      count.requirePairsFit();
    }
    List<Reply> drawn = new ArrayList<>();
    HashValue hash = read(keys, args.get(1));
    if (hash != null) {
      count.draw(keys, hash, withValues ? both(drawn) : fieldsOnly(drawn));
    }
    return withValues ? new Reply.Pairs(drawn) : new Reply.Array(drawn);
  }

  /**
   * {@code HSCAN key cursor [MATCH pattern] [COUNT n] [NOVALUES]}. Reply: the next cursor, 0 at the
   * end, and fields with their values, or without. Fields that are there from the first step to the
   * last are shown, whatever changes meanwhile.
   *
   * <p>Errors, in order: invalid cursor; WRONGTYPE; then only of a key that is there: those of
   * SCAN's options.
   */
  static Reply hscan(Keyspace keys, Args args) {
    long cursor = ScanOptions.cursor(args.get(2));
    HashValue hash = read(keys, args.get(1));
    if (hash == null) {
      return ScanOptions.reply(0, List.of());
    }
    ScanOptions options = ScanOptions.ofFields(args);
    keys.willVisit(Math.min(options.countHint(), hash.storedSize()));
    List<Reply> found = new ArrayList<>();
    FieldVisitor gatherer = options.omitsValues() ? fieldsOnly(found) : both(found);
    long next =
        hash.scan(
            cursor,
            options.countHint(),
            (field, value) -> {
              if (options.accepts(field)) {
                gatherer.visit(field, value);
              }
            });
    return ScanOptions.reply(next, found);
  }
}
