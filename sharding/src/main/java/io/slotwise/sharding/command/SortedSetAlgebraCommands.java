package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SORTED_SET;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.OW;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.UPDATE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.command.SortedSetAlgebra.Word;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Unions, intersections and differences of sorted sets, shown, stored or counted. */
final class SortedSetAlgebraCommands {

  static final List<CommandDef> ALL =
      List.of(
          shown("zunion", "6.2.0").onSlot(SortedSetAlgebraCommands::zunion),
          shown("zinter", "6.2.0").onSlot(SortedSetAlgebraCommands::zinter),
          shown("zdiff", "6.2.0").onSlot(SortedSetAlgebraCommands::zdiff),
          shown("zintercard", "7.0.0").onSlot(SortedSetAlgebraCommands::zintercard),
          stored("zunionstore", "2.0.0").onSlot(SortedSetAlgebraCommands::zunionstore),
          stored("zinterstore", "2.0.0").onSlot(SortedSetAlgebraCommands::zinterstore),
          stored("zdiffstore", "6.2.0").onSlot(SortedSetAlgebraCommands::zdiffstore));

  private static final Set<Word> SHOWN_COMBINED =
      EnumSet.of(Word.WEIGHTS, Word.AGGREGATE, Word.WITHSCORES);
  private static final Set<Word> SHOWN_DIFFERENCE = EnumSet.of(Word.WITHSCORES);
  private static final Set<Word> COUNTED = EnumSet.of(Word.LIMIT);
  private static final Set<Word> STORED_COMBINED = EnumSet.of(Word.WEIGHTS, Word.AGGREGATE);
  private static final Set<Word> STORED_DIFFERENCE = EnumSet.noneOf(Word.class);

  private SortedSetAlgebraCommands() {}

  private static CommandDef.Builder shown(String name, String since) {
    return command(name, SORTED_SET)
        .since(since)
        .arity(-3)
        .flags(READONLY)
        .keys(new KeySpec.Counted(1, 2, 1, RO, EnumSet.of(ACCESS)))
        .acl(AclCategory.SORTEDSET);
  }

  private static CommandDef.Builder stored(String name, String since) {
    return command(name, SORTED_SET)
        .since(since)
        .arity(-4)
        .flags(WRITE, DENYOOM)
        .keys(range(1, 1, 1, OW, UPDATE), new KeySpec.Counted(2, 3, 1, RO, EnumSet.of(ACCESS)))
        .acl(AclCategory.SORTEDSET);
  }

  /**
   * {@code ZUNION numkeys key [key ...] [WEIGHTS w [w ...]] [AGGREGATE SUM|MIN|MAX] [WITHSCORES]}.
   * Reply: array of the members of all keys, sorted sets or sets; with scores, pairs.
   *
   * <p>Errors, in order: numkeys not an integer; no key; fewer keys; WRONGTYPE; of the options as
   * they stand, syntax or a weight that is not a float.
   */
  static Reply zunion(Keyspace keys, Args args) {
    SortedSetAlgebra algebra = SortedSetAlgebra.read(keys, args, "zunion", 1, SHOWN_COMBINED);
    return SortedSetKeys.show(algebra.union(), algebra.withScores());
  }

  /** {@code ZINTER numkeys key [key ...] ...}. As ZUNION, of members that are at every key. */
  static Reply zinter(Keyspace keys, Args args) {
    SortedSetAlgebra algebra = SortedSetAlgebra.read(keys, args, "zinter", 1, SHOWN_COMBINED);
    return SortedSetKeys.show(algebra.intersection(), algebra.withScores());
  }

  /**
   * {@code ZDIFF numkeys key [key ...] [WITHSCORES]}. As ZUNION, of members that are at the first
   * key alone, with their scores there.
   */
  static Reply zdiff(Keyspace keys, Args args) {
    SortedSetAlgebra algebra = SortedSetAlgebra.read(keys, args, "zdiff", 1, SHOWN_DIFFERENCE);
    return SortedSetKeys.show(algebra.difference(), algebra.withScores());
  }

  /**
   * {@code ZINTERCARD numkeys key [key ...] [LIMIT limit]}. Reply: how many members are at every
   * key, at most the limit, where 0 is none. Errors as of ZUNION; LIMIT can't be negative.
   */
  static Reply zintercard(Keyspace keys, Args args) {
    SortedSetAlgebra algebra = SortedSetAlgebra.read(keys, args, "zintercard", 1, COUNTED);
    return Replies.integer(algebra.intersectionSize());
  }

  /**
   * {@code ZUNIONSTORE destination numkeys key [key ...] [WEIGHTS w [w ...]] [AGGREGATE
   * SUM|MIN|MAX]}. Reply: how many elements were stored. Errors as of ZUNION.
   *
   * <p>Effects: the destination is replaced, event {@code zunionstore}, or deleted where there is
   * nothing to store.
   */
  static Reply zunionstore(Keyspace keys, Args args) {
    SortedSetAlgebra algebra = SortedSetAlgebra.read(keys, args, "zunionstore", 2, STORED_COMBINED);
    return SortedSetKeys.store(keys, args.get(1), algebra.union(), "zunionstore");
  }

  /** {@code ZINTERSTORE destination numkeys key [key ...] ...}. As ZUNIONSTORE of ZINTER. */
  static Reply zinterstore(Keyspace keys, Args args) {
    SortedSetAlgebra algebra = SortedSetAlgebra.read(keys, args, "zinterstore", 2, STORED_COMBINED);
    return SortedSetKeys.store(keys, args.get(1), algebra.intersection(), "zinterstore");
  }

  /** {@code ZDIFFSTORE destination numkeys key [key ...]}. As ZUNIONSTORE of ZDIFF. */
  static Reply zdiffstore(Keyspace keys, Args args) {
    SortedSetAlgebra algebra =
        SortedSetAlgebra.read(keys, args, "zdiffstore", 2, STORED_DIFFERENCE);
    return SortedSetKeys.store(keys, args.get(1), algebra.difference(), "zdiffstore");
  }
}
