package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SORTED_SET;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.OW;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
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
import io.slotwise.protocol.ReplyRoom;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.ElementRange;
import io.slotwise.sharding.collection.RankRange;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.command.RangeQuery.By;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements of a sorted set that follow each other: by rank, by score, or by member where all scores
 * are the same.
 */
final class SortedSetRangeCommands {

  static final List<CommandDef> ALL =
      List.of(
          shown("zrange", "1.2.0").onSlot(SortedSetRangeCommands::zrange),
          shown("zrangebyscore", "1.0.5").onSlot(SortedSetRangeCommands::zrangebyscore),
          shown("zrangebylex", "2.8.9").onSlot(SortedSetRangeCommands::zrangebylex),
          shown("zrevrange", "1.2.0").onSlot(SortedSetRangeCommands::zrevrange),
          shown("zrevrangebyscore", "2.2.0").onSlot(SortedSetRangeCommands::zrevrangebyscore),
          shown("zrevrangebylex", "2.8.9").onSlot(SortedSetRangeCommands::zrevrangebylex),
          command("zrangestore", SORTED_SET)
              .since("6.2.0")
              .arity(-5)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, OW, UPDATE), range(2, 2, 1, RO, ACCESS))
              .acl(AclCategory.SORTEDSET)
              .onSlot(SortedSetRangeCommands::zrangestore),
          counted("zcount", "2.0.0").onSlot(SortedSetRangeCommands::zcount),
          counted("zlexcount", "2.8.9").onSlot(SortedSetRangeCommands::zlexcount),
          removed("zremrangebyrank", "2.0.0").onSlot(SortedSetRangeCommands::zremrangebyrank),
          removed("zremrangebyscore", "1.2.0").onSlot(SortedSetRangeCommands::zremrangebyscore),
          removed("zremrangebylex", "2.8.9").onSlot(SortedSetRangeCommands::zremrangebylex));

  private SortedSetRangeCommands() {}

  private static CommandDef.Builder shown(String name, String since) {
    return command(name, SORTED_SET)
        .since(since)
        .arity(-4)
        .flags(READONLY)
        .keys(range(1, 1, 1, RO, ACCESS))
        .acl(AclCategory.SORTEDSET);
  }

  private static CommandDef.Builder counted(String name, String since) {
    return command(name, SORTED_SET)
        .since(since)
        .arity(4)
        .flags(READONLY, FAST)
        .keys(range(1, 1, 1, RO, ACCESS))
        .acl(AclCategory.SORTEDSET);
  }

  private static CommandDef.Builder removed(String name, String since) {
    return command(name, SORTED_SET)
        .since(since)
        .arity(4)
        .flags(WRITE)
        .keys(range(1, 1, 1, RW, DELETE))
        .acl(AclCategory.SORTEDSET);
  }

  /**
   * {@code ZRANGE key start stop [BYSCORE|BYLEX] [REV] [LIMIT offset count] [WITHSCORES]}. Reply:
   * array of members; with scores, pairs. With REV the greater end of scores or members comes
   * first.
   *
   * <p>Errors, in order: of the options as they stand, syntax or a LIMIT that is not an integer;
   * LIMIT of ranks; WITHSCORES of members; the ends not integers, not floats or no string range
   * items; WRONGTYPE.
   */
  static Reply zrange(Keyspace keys, Args args) {
    return show(keys, args, RangeQuery.ofOptions(args));
  }

  /**
   * {@code ZRANGEBYSCORE key min max [WITHSCORES] [LIMIT offset count]}. As ZRANGE with BYSCORE.
   */
  static Reply zrangebyscore(Keyspace keys, Args args) {
    return show(keys, args, RangeQuery.of(args, By.SCORE, false));
  }

  /** {@code ZRANGEBYLEX key min max [LIMIT offset count]}. As ZRANGE with BYLEX. */
  static Reply zrangebylex(Keyspace keys, Args args) {
    return show(keys, args, RangeQuery.of(args, By.LEX, false));
  }

  /** {@code ZREVRANGE key start stop [WITHSCORES]}. As ZRANGE with REV. */
  static Reply zrevrange(Keyspace keys, Args args) {
    return show(keys, args, RangeQuery.of(args, By.RANK, true));
  }

  /**
   * {@code ZREVRANGEBYSCORE key max min [WITHSCORES] [LIMIT offset count]}. As ZRANGE with BYSCORE
   * and REV.
   */
  static Reply zrevrangebyscore(Keyspace keys, Args args) {
    return show(keys, args, RangeQuery.of(args, By.SCORE, true));
  }

  /** {@code ZREVRANGEBYLEX key max min [LIMIT offset count]}. As ZRANGE with BYLEX and REV. */
  static Reply zrevrangebylex(Keyspace keys, Args args) {
    return show(keys, args, RangeQuery.of(args, By.LEX, true));
  }

  private static Reply show(Keyspace keys, Args args, RangeQuery query) {
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    return set == null
        ? Replies.EMPTY_ARRAY
        : SortedSetKeys.show(keys, set, query.in(set), query.reversed(), query.withScores());
  }

  /**
   * {@code ZRANGESTORE destination source start stop [BYSCORE|BYLEX] [REV] [LIMIT offset count]}.
   * Reply: how many elements were stored. Errors as of ZRANGE; WRONGTYPE is of the source only.
   *
   * <p>Effects: the destination is replaced, event {@code zrangestore}, or deleted where there is
   * nothing to store.
   */
  static Reply zrangestore(Keyspace keys, Args args) {
    RangeQuery query = RangeQuery.ofStoreOptions(args);
    SortedSet source = SortedSetKeys.read(keys, args.get(2));
    ReplyRoom room = new ReplyRoom();
    List<Element> elements = new ArrayList<>();
    if (source != null) {
      RankRange ranks = query.in(source);
      keys.willVisit(ranks.size());
      source.forEach(
          ranks, false, (member, score) -> elements.add(new Element(room.element(member), score)));
    }
    // Of a range of scores or members, Redis does not know beforehand how much it stores.
    Bytes destination = args.get(1);
    long known = query.range() == null ? elements.size() : 0;
    SortedSet target = SortedSet.createFor(keys, destination, known, 0);
    return SortedSetKeys.store(keys, destination, target, elements, "zrangestore");
  }

  /** {@code ZCOUNT key min max}. Reply: integer. Errors: not a float; WRONGTYPE. */
  static Reply zcount(Keyspace keys, Args args) {
    return count(keys, args, ScoreRange.parse(args, 2, 3));
  }

  /** {@code ZLEXCOUNT key min max}. Reply: integer. Errors: no string range item; WRONGTYPE. */
  static Reply zlexcount(Keyspace keys, Args args) {
    return count(keys, args, LexRange.parse(args, 2, 3));
  }

  private static Reply count(Keyspace keys, Args args, ElementRange range) {
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    return set == null ? Replies.ZERO : Replies.integer(set.ranks(range).size());
  }

  /**
   * {@code ZREMRANGEBYRANK key start stop}. Reply: how many were removed. Errors: not an integer;
   * WRONGTYPE. Effects: event {@code zremrangebyrank}, and {@code del} when nothing is left.
   */
  static Reply zremrangebyrank(Keyspace keys, Args args) {
    long start = args.integer(2);
    long stop = args.integer(3);
    SortedSet set = SortedSetKeys.peek(keys, args.get(1));
    return set == null
        ? Replies.ZERO
        : remove(
            keys,
            args.get(1),
            set,
            RangeQuery.ranks(start, stop, set.size(), false),
            "zremrangebyrank");
  }

  /** {@code ZREMRANGEBYSCORE key min max}. As ZREMRANGEBYRANK; errors: not a float; WRONGTYPE. */
  static Reply zremrangebyscore(Keyspace keys, Args args) {
    return remove(keys, args.get(1), ScoreRange.parse(args, 2, 3), "zremrangebyscore");
  }

  /** {@code ZREMRANGEBYLEX key min max}. As ZREMRANGEBYRANK; errors as of ZLEXCOUNT. */
  static Reply zremrangebylex(Keyspace keys, Args args) {
    return remove(keys, args.get(1), LexRange.parse(args, 2, 3), "zremrangebylex");
  }

  private static Reply remove(Keyspace keys, Bytes key, ElementRange range, String event) {
    SortedSet set = SortedSetKeys.peek(keys, key);
    return set == null ? Replies.ZERO : remove(keys, key, set, set.ranks(range), event);
  }

  private static Reply remove(
      Keyspace keys, Bytes key, SortedSet set, RankRange ranks, String event) {
    if (ranks.isEmpty()) {
      return Replies.ZERO;
    }
    keys.willVisit(ranks.size());
    set.remove(ranks);
    SortedSetKeys.save(keys, key, set, event);
    return Replies.integer(ranks.size());
  }
}
