package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SET;
import static io.slotwise.protocol.command.Flag.DENYOOM;
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
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.collection.SetValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Intersections, unions and differences of sets. A missing set counts as an empty one. */
final class SetAlgebraCommands {

  static final List<CommandDef> ALL =
      List.of(
          read("sinter").onSlot(SetAlgebraCommands::sinter),
          read("sunion").onSlot(SetAlgebraCommands::sunion),
          read("sdiff").onSlot(SetAlgebraCommands::sdiff),
          store("sinterstore", RW).onSlot(SetAlgebraCommands::sinterstore),
          store("sunionstore", OW).onSlot(SetAlgebraCommands::sunionstore),
          store("sdiffstore", OW).onSlot(SetAlgebraCommands::sdiffstore),
          command("sintercard", SET)
              .since("7.0.0")
              .arity(-3)
              .flags(READONLY)
              .keys(new KeySpec.Counted(1, 2, 1, RO, Set.of(ACCESS)))
              .acl(AclCategory.SET)
              .onSlot(SetAlgebraCommands::sintercard));

  private static final Reply.Error NO_KEYS = Errors.err("numkeys should be greater than 0");
  private static final Reply.Error TOO_MANY_KEYS =
      Errors.err("Number of keys can't be greater than number of args");
  private static final Reply.Error NEGATIVE_LIMIT = Errors.err("LIMIT can't be negative");

  /** How many members an intersection that may end early looks at in one go. */
  private static final int MEMBERS_PER_STEP = 100;

  /**
   * What becomes of several sets; the members of the result are shown one by one, some maybe twice.
   */
  private enum Operation {
    INTERSECTION {
      @Override
      void forEach(List<SetValue> sets, Consumer<Bytes> visitor) {
        intersect(sets, Long.MAX_VALUE, visitor);
      }
    },
    UNION {
      @Override
      void forEach(List<SetValue> sets, Consumer<Bytes> visitor) {
        for (SetValue set : sets) {
          if (set != null) {
            set.forEach((member, nothing) -> visitor.accept(member));
          }
        }
      }
    },
    DIFFERENCE {
      @Override
      void forEach(List<SetValue> sets, Consumer<Bytes> visitor) {
        if (sets.get(0) == null) {
          return;
        }
        List<SetValue> others =
            sets.subList(1, sets.size()).stream().filter(set -> set != null).toList();
        sets.get(0)
            .forEach(
                (member, nothing) -> {
                  if (others.stream().noneMatch(set -> set.contains(member))) {
                    visitor.accept(member);
                  }
                });
      }
    };

    /**
     * @param sets null for a missing one
     */
    abstract void forEach(List<SetValue> sets, Consumer<Bytes> visitor);
  }

  private SetAlgebraCommands() {}

  private static CommandDef.Builder read(String name) {
    return command(name, SET)
        .since("1.0.0")
        .arity(-2)
        .flags(READONLY)
        .keys(range(1, -1, 1, RO, ACCESS))
        .acl(AclCategory.SET)
        .tips("nondeterministic_output_order");
  }

  private static CommandDef.Builder store(String name, KeySpec.Access destination) {
    return command(name, SET)
        .since("1.0.0")
        .arity(-3)
        .flags(WRITE, DENYOOM)
        .keys(range(1, 1, 1, destination, UPDATE), range(2, -1, 1, RO, ACCESS))
        .acl(AclCategory.SET);
  }

  /** {@code SINTER key ...}. Reply: set of the members that all have. Errors: WRONGTYPE. */
  static Reply sinter(Keyspace keys, Args args) {
    return answer(keys, args, Operation.INTERSECTION);
  }

  /** {@code SUNION key ...}. Reply: set of the members that any has. Errors: WRONGTYPE. */
  static Reply sunion(Keyspace keys, Args args) {
    return answer(keys, args, Operation.UNION);
  }

  /**
   * {@code SDIFF key ...}. Reply: set of the members that the first has and no other. Errors:
   * WRONGTYPE.
   */
  static Reply sdiff(Keyspace keys, Args args) {
    return answer(keys, args, Operation.DIFFERENCE);
  }

  private static Reply answer(Keyspace keys, Args args, Operation operation) {
    List<SetValue> sets = open(keys, args, 1, args.count());
    ReplyRoom room = new ReplyRoom();
    Set<Bytes> found = new LinkedHashSet<>();
    operation.forEach(
        sets,
        member -> {
          if (found.add(member)) {
            room.element(member);
          }
        });
    List<Bytes> members = new ArrayList<>(found);
    SetValue.sortAsRedis(keys, members);
    return new Reply.SetOf(members.stream().map(Replies::bulk).toList());
  }

  /**
   * {@code SINTERSTORE destination key ...}. Reply: how many members all have, which are now at the
   * destination in place of whatever was there; without any, it is deleted.
   *
   * <p>Errors: WRONGTYPE of a source. Key events "sinterstore", or "del".
   */
  static Reply sinterstore(Keyspace keys, Args args) {
    return store(keys, args, Operation.INTERSECTION, "sinterstore");
  }

  /** {@code SUNIONSTORE destination key ...}. As SINTERSTORE, of the members that any has. */
  static Reply sunionstore(Keyspace keys, Args args) {
    return store(keys, args, Operation.UNION, "sunionstore");
  }

  /** {@code SDIFFSTORE destination key ...}. As SINTERSTORE, of what only the first has. */
  static Reply sdiffstore(Keyspace keys, Args args) {
    return store(keys, args, Operation.DIFFERENCE, "sdiffstore");
  }

  private static Reply store(Keyspace keys, Args args, Operation operation, String event) {
    List<SetValue> sets = open(keys, args, 2, args.count());
    Bytes destination = args.get(1);
    SetValue result = SetValue.create(keys, destination);
    operation.forEach(sets, result::add);
    if (result.isEmpty()) {
      KeyWrites.delete(keys, destination);
      return Replies.ZERO;
    }
    boolean isNew = keys.peek(destination) == null;
    KeyWrites.put(keys, destination, isNew, result.toValue(Value.NO_EXPIRY));
    keys.keyEvent(KeyEventType.SET, event, destination);
    return Replies.integer(result.size());
  }

  /**
   * {@code SINTERCARD numkeys key ... [LIMIT n]}. Reply: how many members all have, counted up to a
   * limit above 0.
   *
   * <p>Errors, in order: numkeys; too many keys; limit; syntax; WRONGTYPE.
   */
  static Reply sintercard(Keyspace keys, Args args) {
    long keyCount = args.integer(1, NO_KEYS);
    if (keyCount < 1) {
      throw new CommandError(NO_KEYS);
    }
    if (keyCount > args.count() - 2) {
      throw new CommandError(TOO_MANY_KEYS);
    }
    int end = 2 + (int) keyCount;
    long limit = 0;
    for (int i = end; i < args.count(); i += 2) {
      if (!args.is(i, "limit") || i + 1 == args.count()) {
        throw new CommandError(Errors.syntax());
      }
      limit = args.integer(i + 1, NEGATIVE_LIMIT);
      if (limit < 0) {
        throw new CommandError(NEGATIVE_LIMIT);
      }
    }
    long[] count = new long[1];
    intersect(open(keys, args, 2, end), limit == 0 ? Long.MAX_VALUE : limit, member -> count[0]++);
    return Replies.integer(count[0]);
  }

  /** The sets at the keys from one argument to another, null for a missing one. */
  private static List<SetValue> open(Keyspace keys, Args args, int from, int to) {
    List<SetValue> sets = new ArrayList<>(to - from);
    long members = 0;
    for (int i = from; i < to; i++) {
      SetValue set = SetCommands.read(keys, args.get(i));
      sets.add(set);
      members += set == null ? 0 : set.size();
    }
    keys.willVisit(members);
    return sets;
  }

  /** Looks each member of the smallest set up in the others, until there are enough. */
  private static void intersect(List<SetValue> sets, long limit, Consumer<Bytes> visitor) {
    if (sets.contains(null)) {
      return;
    }
    List<SetValue> bySize = new ArrayList<>(sets);
    bySize.sort(Comparator.comparingLong(SetValue::size));
    List<SetValue> others = bySize.subList(1, bySize.size());
    long[] found = new long[1];
    long cursor = 0;
    do {
      cursor =
          bySize
              .get(0)
              .scan(
                  cursor,
                  MEMBERS_PER_STEP,
                  (member, nothing) -> {
                    if (found[0] < limit && others.stream().allMatch(set -> set.contains(member))) {
                      found[0]++;
                      visitor.accept(member);
                    }
                  });
    } while (cursor != 0 && found[0] < limit);
  }
}
