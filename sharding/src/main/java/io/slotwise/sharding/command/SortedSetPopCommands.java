package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SORTED_SET;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Numbers;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.protocol.command.KeySpec;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.RankRange;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Elements taken off an end of a sorted set. What waits for them is built on {@link #pop}. */
final class SortedSetPopCommands {

  static final List<CommandDef> ALL =
      List.of(
          popped("zpopmin").onSlot(SortedSetPopCommands::zpopmin),
          popped("zpopmax").onSlot(SortedSetPopCommands::zpopmax),
          command("zmpop", SORTED_SET)
              .since("7.0.0")
              .arity(-4)
              .flags(WRITE)
              .keys(new KeySpec.Counted(1, 2, 1, RW, EnumSet.of(ACCESS, DELETE)))
              .acl(AclCategory.SORTEDSET)
              .onSlot(SortedSetPopCommands::zmpop));

  /** Where elements are taken, and the event that tells of it. */
  enum End {
    MIN("zpopmin"),
    MAX("zpopmax");

    private final String event;

    End(String event) {
      this.event = event;
    }
  }

  /**
   * What ZMPOP and BZMPOP say.
   *
   * @param keyCount of the keys from {@code firstKeyAt} on
   * @param count the most elements to take, 1 or more
   */
  record MultiPop(int firstKeyAt, int keyCount, End end, long count) {

    private static final Reply.Error NO_KEYS = Errors.err("numkeys should be greater than 0");
    private static final Reply.Error NO_COUNT = Errors.err("count should be greater than 0");

    /**
     * @param keyCountAt the argument that tells how many keys follow
     * @throws CommandError in this order: numkeys; syntax; of the options as they stand, count or
     *     syntax
     */
    static MultiPop parse(Args args, int keyCountAt) {
      long keyCount = positive(args, keyCountAt, NO_KEYS);
      // Compared so that a count near 2^63 does not wrap around.
      if (keyCount >= args.count() - keyCountAt - 1) {
        throw new CommandError(Errors.syntax());
      }
      int endAt = keyCountAt + 1 + (int) keyCount;
      End end = args.is(endAt, "min") ? End.MIN : args.is(endAt, "max") ? End.MAX : null;
      if (end == null) {
        throw new CommandError(Errors.syntax());
      }
      long count = 1;
      for (int i = endAt + 1; i < args.count(); i += 2) {
        if (i > endAt + 1 || !args.is(i, "count") || i + 1 == args.count()) {
          throw new CommandError(Errors.syntax());
        }
        count = positive(args, i + 1, NO_COUNT);
      }
      return new MultiPop(keyCountAt + 1, (int) keyCount, end, count);
    }

    private static long positive(Args args, int at, Reply.Error otherwise) {
      long number = args.integer(at, otherwise);
      if (number < 1) {
        throw new CommandError(otherwise);
      }
      return number;
    }
  }

  private static final Reply.Error NOT_POSITIVE =
      Errors.err("value is out of range, must be positive");

  private SortedSetPopCommands() {}

  private static CommandDef.Builder popped(String name) {
    return command(name, SORTED_SET)
        .since("5.0.0")
        .arity(-2)
        .flags(WRITE, FAST)
        .keys(range(1, 1, 1, RW, ACCESS, DELETE))
        .acl(AclCategory.SORTEDSET);
  }

  /**
   * {@code ZPOPMIN key [count]}. Reply: member and score of the least element; with a count, pairs
   * of so many; an empty array without a key.
   *
   * <p>Errors, in order: syntax; count not positive; WRONGTYPE. Effects: event {@code zpopmin}, and
   * {@code del} when nothing is left.
   */
  static Reply zpopmin(Keyspace keys, Args args) {
    return pop(keys, args, End.MIN);
  }

  /** {@code ZPOPMAX key [count]}. As ZPOPMIN from the other end; event {@code zpopmax}. */
  static Reply zpopmax(Keyspace keys, Args args) {
    return pop(keys, args, End.MAX);
  }

  private static Reply pop(Keyspace keys, Args args, End end) {
    if (args.count() > 3) {
      throw new CommandError(Errors.syntax());
    }
    boolean counted = args.count() == 3;
    long count = counted ? notNegative(args.get(2)) : 1;
    SortedSet set = SortedSetKeys.peek(keys, args.get(1));
    if (set == null || count == 0) {
      return Replies.EMPTY_ARRAY;
    }
    List<Reply> replies = new ArrayList<>();
    for (Element element : pop(keys, args.get(1), set, end, count)) {
      replies.add(Replies.bulk(element.member()));
      replies.add(new Reply.Dbl(element.score()));
    }
    return counted ? new Reply.Pairs(replies) : new Reply.Array(replies);
  }

  private static long notNegative(Bytes word) {
    if (!Numbers.isInteger(word) || Numbers.integer(word) < 0) {
      throw new CommandError(NOT_POSITIVE);
    }
    return Numbers.integer(word);
  }

  /**
   * {@code ZMPOP numkeys key [key ...] MIN|MAX [COUNT count]}. Reply: the first key that holds a
   * sorted set, with pairs of member and score in an array each; a null array when there is none.
   *
   * <p>Errors, in order: numkeys; syntax; of the options as they stand, count or syntax; WRONGTYPE
   * of the first key that is there. Effects as of ZPOPMIN and ZPOPMAX.
   */
  static Reply zmpop(Keyspace keys, Args args) {
    return popFirst(keys, args, MultiPop.parse(args, 1));
  }

  /** Takes elements from the first key that is there; a null array when there is none. */
  static Reply popFirst(Keyspace keys, Args args, MultiPop asked) {
    for (int i = asked.firstKeyAt(); i < asked.firstKeyAt() + asked.keyCount(); i++) {
      Bytes key = args.get(i);
      SortedSet set = SortedSetKeys.peek(keys, key);
      if (set != null) {
        return popFrom(keys, key, set, asked);
      }
    }
    return Replies.NIL_ARRAY;
  }

  /** Takes elements from the set at the key: an array of the key and of pairs. */
  static Reply popFrom(Keyspace keys, Bytes key, SortedSet set, MultiPop asked) {
    List<Reply> pairs = new ArrayList<>();
    for (Element element : pop(keys, key, set, asked.end(), asked.count())) {
      pairs.add(Replies.array(Replies.bulk(element.member()), new Reply.Dbl(element.score())));
    }
    return Replies.array(Replies.bulk(key), new Reply.Array(pairs));
  }

  /**
   * Takes elements off an end of the set at the key, and tells of it.
   *
   * @param count the most to take, 1 or more
   * @return what was taken, the one at the end first
   */
  static List<Element> pop(Keyspace keys, Bytes key, SortedSet set, End end, long count) {
    boolean fromMax = end == End.MAX;
    RankRange ranks = set.ranks().limited(0, count, fromMax);
    keys.willVisit(ranks.size());
    List<Element> taken = new ArrayList<>();
    set.forEach(ranks, fromMax, (member, score) -> taken.add(new Element(member, score)));
    set.remove(ranks);
    SortedSetKeys.save(keys, key, set, end.event);
    return taken;
  }
}
