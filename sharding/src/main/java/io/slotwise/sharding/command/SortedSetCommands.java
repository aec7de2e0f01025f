package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SORTED_SET;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.READONLY;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RO;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
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
import io.slotwise.protocol.command.Flag;
import io.slotwise.protocol.resp.DoubleText;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.SortedSet;
import java.util.ArrayList;
import java.util.List;

/** Single members of sorted sets: put in, scored, ranked, taken out, drawn and walked through. */
final class SortedSetCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("zadd", SORTED_SET)
              .since("1.2.0")
              .arity(-4)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.SORTEDSET)
              .onSlot(SortedSetCommands::zadd),
          command("zincrby", SORTED_SET)
              .since("1.2.0")
              .arity(4)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, UPDATE))
              .acl(AclCategory.SORTEDSET)
              .onSlot(SortedSetCommands::zincrby),
          command("zrem", SORTED_SET)
              .since("1.2.0")
              .arity(-3)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, DELETE))
              .acl(AclCategory.SORTEDSET)
              .onSlot(SortedSetCommands::zrem),
          command("zcard", SORTED_SET)
              .since("1.2.0")
              .arity(2)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO))
              .acl(AclCategory.SORTEDSET)
              .onSlot(SortedSetCommands::zcard),
          asked("zscore", "1.2.0", 3, READONLY, FAST).onSlot(SortedSetCommands::zscore),
          asked("zmscore", "6.2.0", -3, READONLY, FAST).onSlot(SortedSetCommands::zmscore),
          asked("zrank", "2.0.0", -3, READONLY, FAST).onSlot(SortedSetCommands::zrank),
          asked("zrevrank", "2.0.0", -3, READONLY, FAST).onSlot(SortedSetCommands::zrevrank),
          asked("zrandmember", "6.2.0", -2, READONLY)
              .tips("nondeterministic_output")
              .onSlot(SortedSetCommands::zrandmember),
          asked("zscan", "2.8.0", -3, READONLY)
              .tips("nondeterministic_output")
              .onSlot(SortedSetCommands::zscan));

  private static final double LISTPACK_INTEGER_MAX = 0x1p62;

  private SortedSetCommands() {}

  private static CommandDef.Builder asked(String name, String since, int arity, Flag... flags) {
    return command(name, SORTED_SET)
        .since(since)
        .arity(arity)
        .flags(flags)
        .keys(range(1, 1, 1, RO, ACCESS))
        .acl(AclCategory.SORTEDSET);
  }

  /**
   * {@code ZADD key [NX|XX] [GT|LT] [CH] [INCR] score member [score member ...]}. Reply: how many
   * members are new, with CH also those whose score has changed; with INCR the new score, or null
   * where a condition forbids.
   *
   * <p>Errors, in order: syntax; XX and NX; GT, LT and NX; more than one pair with INCR; a score
   * that is not a float; WRONGTYPE; a sum that is not a number.
   *
   * <p>Effects: event {@code zadd}, with INCR {@code zincr}, when anything has changed.
   */
  static Reply zadd(Keyspace keys, Args args) {
    return SortedSetAdd.parse(args, false).run(keys, args.get(1));
  }

  /** {@code ZINCRBY key increment member}. Reply: the new score. As ZADD with INCR. */
  static Reply zincrby(Keyspace keys, Args args) {
    return SortedSetAdd.parse(args, true).run(keys, args.get(1));
  }

  /**
   * {@code ZREM key member [member ...]}. Reply: how many there were. Errors: WRONGTYPE. Effects:
   * event {@code zrem}, and {@code del} when nothing is left.
   */
  static Reply zrem(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    SortedSet set = SortedSetKeys.peek(keys, key);
    if (set == null) {
      return Replies.ZERO;
    }
    keys.willVisit(args.count());
    long removed = 0;
    for (int i = 2; i < args.count() && !set.isEmpty(); i++) {
      if (set.remove(args.get(i))) {
        removed++;
      }
    }
    if (removed > 0) {
      SortedSetKeys.save(keys, key, set, "zrem");
    }
    return Replies.integer(removed);
  }

  /** {@code ZCARD key}. Reply: how many members there are. Errors: WRONGTYPE. */
  static Reply zcard(Keyspace keys, Args args) {
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    return set == null ? Replies.ZERO : Replies.integer(set.size());
  }

  /** {@code ZSCORE key member}. Reply: the score, or null. Errors: WRONGTYPE. */
  static Reply zscore(Keyspace keys, Args args) {
    return score(SortedSetKeys.read(keys, args.get(1)), args.get(2));
  }

  /** {@code ZMSCORE key member [member ...]}. Reply: array of scores and nulls. As ZSCORE. */
  static Reply zmscore(Keyspace keys, Args args) {
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    List<Reply> scores = new ArrayList<>(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      scores.add(score(set, args.get(i)));
    }
    return new Reply.Array(scores);
  }

  private static Reply score(SortedSet set, Bytes member) {
    double score = set == null ? Double.NaN : set.score(member);
    return Double.isNaN(score) ? Replies.NIL : new Reply.Dbl(score);
  }

  /**
   * {@code ZRANK key member [WITHSCORE]}. Reply: the rank, 0 for the least score, or null; with
   * WITHSCORE, which is of 7.2, an array of rank and score, or a null array.
   *
   * <p>Errors, in order: arity; syntax; WRONGTYPE.
   */
  static Reply zrank(Keyspace keys, Args args) {
    return rank(keys, args, false, "zrank");
  }

  /** {@code ZREVRANK key member [WITHSCORE]}. As ZRANK, 0 for the greatest score. */
  static Reply zrevrank(Keyspace keys, Args args) {
    return rank(keys, args, true, "zrevrank");
  }

  private static Reply rank(Keyspace keys, Args args, boolean reversed, String name) {
    if (args.count() > 4) {
      throw new CommandError(Errors.wrongArity(name));
    }
    boolean withScore = args.count() == 4;
    if (withScore && !args.is(3, "withscore")) {
      throw new CommandError(Errors.syntax());
    }
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    double score = set == null ? Double.NaN : set.score(args.get(2));
    if (Double.isNaN(score)) {
      return withScore ? Replies.NIL_ARRAY : Replies.NIL;
    }
    long rank = set.rank(args.get(2), score);
    Reply reply = Replies.integer(reversed ? set.size() - 1 - rank : rank);
    return withScore ? Replies.array(reply, new Reply.Dbl(score)) : reply;
  }

  /**
   * {@code ZRANDMEMBER key [count [WITHSCORES]]}. Reply: a member, or null; with a count, an array
   * of so many different members, of a negative count of members that may be the same; with scores,
   * pairs.
   *
   * <p>Errors, in order: not an integer; out of range; syntax; out of range with scores; WRONGTYPE.
   */
  static Reply zrandmember(Keyspace keys, Args args) {
    if (args.count() == 2) {
      SortedSet set = SortedSetKeys.read(keys, args.get(1));
      return set == null ? Replies.NIL : Replies.bulk(RandomMembers.one(set, keys.random()));
    }
    DrawCount count = DrawCount.parse(args, 2);
    boolean withScores = args.count() == 4 && args.is(3, "withscores");
    if (args.count() > 3 && !withScores) {
      throw new CommandError(Errors.syntax());
    }
    if (withScores) {
      count.requirePairsFit();
    }
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    return set == null
        ? Replies.EMPTY_ARRAY
        : SortedSetKeys.show(RandomMembers.some(keys, set, count), withScores);
  }

  /**
   * {@code ZSCAN key cursor [MATCH pattern] [COUNT n]}. Reply: the next cursor, 0 at the end, and
   * an array of members and scores in turn, both bulk.
   *
   * <p>Errors, in order: invalid cursor; WRONGTYPE; of a key that is there, those of the options.
   */
  static Reply zscan(Keyspace keys, Args args) {
    long cursor = ScanOptions.cursor(args.get(2));
    SortedSet set = SortedSetKeys.read(keys, args.get(1));
    List<Reply> found = new ArrayList<>();
    if (set == null) {
      return ScanOptions.reply(0, found);
    }
    ScanOptions options = ScanOptions.ofElements(args);
    keys.willVisit(Math.min(options.countHint(), set.size()));
    long next =
        set.scan(
            cursor,
            options.countHint(),
            (member, score) -> {
              if (options.accepts(member)) {
                found.add(Replies.bulk(member));
                found.add(scannedScore(set, score));
              }
            });
    return ScanOptions.reply(next, found);
  }

  /** A listpack shows whole numbers as the integers that it keeps. */
  private static Reply scannedScore(SortedSet set, double score) {
    boolean isInteger = score == Math.rint(score) && Math.abs(score) <= LISTPACK_INTEGER_MAX;
    return set.isListpack() && isInteger
        ? Replies.bulk(Bytes.of((long) score))
        : Replies.bulk(DoubleText.of(score));
  }
}
