package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SET;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.protocol.command.KeySpec.Effect.INSERT;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.PackedReplies;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.SetValue;
import java.util.ArrayList;
import java.util.List;

/** The commands on one set, and moving a member. Several sets: {@link SetAlgebraCommands}. */
final class SetCommands {

  static final List<CommandDef> ALL =
      List.of(
          write("sadd", "1.0.0", -3, INSERT).flags(DENYOOM).onSlot(SetCommands::sadd),
          write("srem", "1.0.0", -3, DELETE).onSlot(SetCommands::srem),
          write("spop", "1.0.0", -2, ACCESS, DELETE)
              .tips("nondeterministic_output")
              .onSlot(SetCommands::spop),
          write("smove", "1.0.0", 4, ACCESS, DELETE)
              .keys(range(2, 2, 1, RW, INSERT))
              .onSlot(SetCommands::smove),
          read("scard", "1.0.0", 2).flags(FAST).onSlot(SetCommands::scard),
          read("sismember", "1.0.0", 3).flags(FAST).onSlot(SetCommands::sismember),
          read("smismember", "6.2.0", -3, ACCESS).flags(FAST).onSlot(SetCommands::smismember),
          read("smembers", "1.0.0", 2, ACCESS)
              .tips("nondeterministic_output_order")
              .onSlot(SetCommands::smembers),
          read("srandmember", "1.0.0", -2, ACCESS)
              .tips("nondeterministic_output")
              .onSlot(SetCommands::srandmember),
          read("sscan", "2.8.0", -3, ACCESS)
              .tips("nondeterministic_output")
              .onSlot(SetCommands::sscan));

  private static final Reply.Error NOT_POSITIVE =
      Errors.err("value is out of range, must be positive");

  private SetCommands() {}

  private static CommandDef.Builder read(
      String name, String since, int arity, KeySpec.Effect... effects) {
    return command(name, SET)
        .since(since)
        .arity(arity)
        .flags(READONLY)
        .keys(range(1, 1, 1, RO, effects))
        .acl(AclCategory.SET);
  }

  private static CommandDef.Builder write(
      String name, String since, int arity, KeySpec.Effect... effects) {
    return command(name, SET)
        .since(since)
        .arity(arity)
        .flags(WRITE, FAST)
        .keys(range(1, 1, 1, RW, effects))
        .acl(AclCategory.SET);
  }

  /** The set at the key, or null. Errors: WRONGTYPE. */
  static SetValue read(Keyspace keys, Bytes key) {
    Value value = keys.read(key, ValueType.SET);
    return value == null ? null : SetValue.open(keys, key, value);
  }

  /** {@code SADD key member ...}. Reply: how many members are new. Errors: WRONGTYPE. */
  static Reply sadd(Keyspace keys, Args args) {
    SetEdit edit = SetEdit.open(keys, args.get(1));
    int added = 0;
    for (int i = 2; i < args.count(); i++) {
      if (edit.set().add(args.get(i))) {
        added++;
      }
    }
    if (added > 0) {
      edit.save("sadd");
    }
    return Replies.integer(added);
  }

  /** {@code SREM key member ...}. Reply: how many members were there. Errors: WRONGTYPE. */
  static Reply srem(Keyspace keys, Args args) {
    SetEdit edit = SetEdit.open(keys, args.get(1));
    int removed = 0;
    for (int i = 2; i < args.count(); i++) {
      if (edit.set().remove(args.get(i))) {
        removed++;
      }
    }
    if (removed > 0) {
      edit.save("srem");
    }
    return Replies.integer(removed);
  }

  /**
   * {@code SPOP key [count]}. Reply: a member drawn by lot and removed, or null; with a count a set
   * of up to so many.
   *
   * <p>Errors, in order: syntax; count not positive; WRONGTYPE.
   */
  static Reply spop(Keyspace keys, Args args) {
    if (args.count() > 3) {
      throw new CommandError(Errors.syntax());
    }
    boolean hasCount = args.count() == 3;
    long count = hasCount ? args.integer(2, NOT_POSITIVE) : 1;
    if (count < 0) {
      throw new CommandError(NOT_POSITIVE);
    }
    SetEdit edit = SetEdit.open(keys, args.get(1));
    SetValue set = edit.set();
    List<Bytes> drawn = new ArrayList<>();
    if (count > 0 && !set.isEmpty()) {
      keys.willVisit(Math.min(count, set.size()));
      set.drawDistinct(keys.random(), count, (member, nothing) -> drawn.add(member));
      if (count >= set.size()) {
        edit.delete("spop");
      } else {
        drawn.forEach(set::remove);
        edit.save("spop");
      }
    }
    if (!hasCount) {
      return drawn.isEmpty() ? Replies.NIL : Replies.bulk(drawn.get(0));
    }
    return new Reply.SetOf(drawn.stream().map(Replies::bulk).toList());
  }

  /**
   * {@code SMOVE source destination member}. Reply: integer 1, or 0 if the source does not have the
   * member.
   *
   * <p>Errors, only where there is a source: WRONGTYPE of either. Key events "srem", "sadd".
   */
  static Reply smove(Keyspace keys, Args args) {
    if (keys.peek(args.get(1)) == null) {
      return Replies.ZERO;
    }
    SetEdit source = SetEdit.open(keys, args.get(1));
    SetEdit destination = SetEdit.open(keys, args.get(2));
    Bytes member = args.get(3);
    if (args.get(1).equals(args.get(2))) {
      return Replies.flag(source.set().contains(member));
    }
    if (!source.set().remove(member)) {
      return Replies.ZERO;
    }
    source.save("srem");
    if (destination.set().add(member)) {
      destination.save("sadd");
    }
    return Replies.ONE;
  }

  /** {@code SCARD key}. Reply: how many members there are. Errors: WRONGTYPE. */
  static Reply scard(Keyspace keys, Args args) {
    SetValue set = read(keys, args.get(1));
    return set == null ? Replies.ZERO : Replies.integer(set.size());
  }

  /** {@code SISMEMBER key member}. Reply: integer 1 or 0. Errors: WRONGTYPE. */
  static Reply sismember(Keyspace keys, Args args) {
    SetValue set = read(keys, args.get(1));
    return Replies.flag(set != null && set.contains(args.get(2)));
  }

  /** {@code SMISMEMBER key member ...}. Reply: array of integers 1 or 0. Errors: WRONGTYPE. */
  static Reply smismember(Keyspace keys, Args args) {
    SetValue set = read(keys, args.get(1));
    List<Reply> answers = new ArrayList<>(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      answers.add(Replies.flag(set != null && set.contains(args.get(i))));
    }
    return new Reply.Array(answers);
  }

  /**
   * {@code SMEMBERS key}. Reply: set of all members, in no order but that of few integers, which is
   * ascending. Errors: WRONGTYPE.
   */
  static Reply smembers(Keyspace keys, Args args) {
    SetValue set = read(keys, args.get(1));
    if (set == null) {
      return new Reply.SetOf(List.of());
    }
    keys.willVisit(set.size());
    List<Reply> members = PackedReplies.listFor(set.size());
    set.forEach((member, nothing) -> members.add(Replies.bulk(member)));
    return new Reply.SetOf(members);
  }

  /**
   * {@code SRANDMEMBER key [count]}. Reply: a member drawn by lot, or null; with a count an array
   * of up to so many different ones; with a negative count of exactly so many, which may repeat.
   *
   * <p>Errors, in order: syntax; count out of range; WRONGTYPE.
   */
  static Reply srandmember(Keyspace keys, Args args) {
    if (args.count() > 3) {
      throw new CommandError(Errors.syntax());
    }
    boolean hasCount = args.count() == 3;
    DrawCount count = hasCount ? DrawCount.parse(args, 2) : new DrawCount(1);
    SetValue set = read(keys, args.get(1));
    List<Reply> drawn = new ArrayList<>();
    if (set != null) {
      count.draw(keys, set, (member, nothing) -> drawn.add(Replies.bulk(member)));
    }
    if (!hasCount) {
      return drawn.isEmpty() ? Replies.NIL : drawn.get(0);
    }
    return new Reply.Array(drawn);
  }

  /**
   * {@code SSCAN key cursor [MATCH pattern] [COUNT n]}. Reply: the next cursor, 0 at the end, and
   * members. Those that are there from the first step to the last are shown, whatever changes
   * meanwhile.
   *
   * <p>Errors, in order: invalid cursor; WRONGTYPE; then only of a key that is there: those of
   * SCAN's options.
   */
  static Reply sscan(Keyspace keys, Args args) {
    long cursor = ScanOptions.cursor(args.get(2));
    SetValue set = read(keys, args.get(1));
    if (set == null) {
      return ScanOptions.reply(0, List.of());
    }
    ScanOptions options = ScanOptions.ofElements(args);
    keys.willVisit(Math.min(options.countHint(), set.size()));
    List<Reply> found = new ArrayList<>();
    long next =
        set.scan(
            cursor,
            options.countHint(),
            (member, nothing) -> {
              if (options.accepts(member)) {
                found.add(Replies.bulk(member));
              }
            });
    return ScanOptions.reply(next, found);
  }
}
