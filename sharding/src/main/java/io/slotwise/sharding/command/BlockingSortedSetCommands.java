package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.SORTED_SET;
import static io.slotwise.protocol.command.Flag.BLOCKING;
import static io.slotwise.protocol.command.Flag.FAST;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.sharding.api.CommandDef.command;
import static io.slotwise.sharding.api.CommandDef.counted;
import static io.slotwise.sharding.api.CommandDef.range;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.Attempt;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.api.Waiting;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.command.SortedSetKeys.Element;
import io.slotwise.sharding.command.SortedSetPopCommands.End;
import io.slotwise.sharding.command.SortedSetPopCommands.MultiPop;
import java.util.ArrayList;
import java.util.List;

/** The commands on sorted sets that wait for an element where there is none. */
final class BlockingSortedSetCommands {

  static final List<CommandDef> ALL =
      List.of(
          popping("bzpopmin").blocking((keys, args) -> pop(keys, args, End.MIN)),
          popping("bzpopmax").blocking((keys, args) -> pop(keys, args, End.MAX)),
          command("bzmpop", SORTED_SET)
              .since("7.0.0")
              .arity(-5)
              .flags(WRITE, BLOCKING)
              .keys(counted(2, RW, ACCESS, DELETE))
              .acl(AclCategory.SORTEDSET)
              .blocking(BlockingSortedSetCommands::bzmpop));

  private BlockingSortedSetCommands() {}

  private static CommandDef.Builder popping(String name) {
    return command(name, SORTED_SET)
        .since("5.0.0")
        .arity(-3)
        .flags(WRITE, NOSCRIPT, FAST, BLOCKING)
        .keys(range(1, -2, 1, RW, ACCESS, DELETE))
        .acl(AclCategory.SORTEDSET);
  }

  /**
   * {@code BZPOPMIN key [key ...] timeout}, BZPOPMAX. Reply: array of the first key that has a
   * sorted set, the member at its end and that one's score; a null array when the time is up.
   *
   * <p>Errors, in order: those of {@link WaitTime}; WRONGTYPE of a key that comes before the first
   * sorted set. Effects: as of ZPOPMIN and ZPOPMAX.
   */
  private static Attempt pop(Keyspace keys, Args args, End end) {
    Pop request =
        new Pop(words(args, 1, args.count() - 1), WaitTime.ms(args, args.count() - 1), end);
    return attempt(keys, request);
  }

  /**
   * {@code BZMPOP timeout numkeys key [key ...] MIN|MAX [COUNT count]}. Reply: as of ZMPOP; a null
   * array when the time is up.
   *
   * <p>Errors, in order: those of ZMPOP's words, of {@link WaitTime}; WRONGTYPE of a key that comes
   * before the first sorted set. Effects: as of ZMPOP.
   */
  private static Attempt bzmpop(Keyspace keys, Args args) {
    MultiPop asked = MultiPop.parse(args, 2);
    int from = asked.firstKeyAt();
    return attempt(
        keys, new Several(words(args, from, from + asked.keyCount()), WaitTime.ms(args, 1), asked));
  }

  private static List<Bytes> words(Args args, int from, int to) {
    List<Bytes> words = new ArrayList<>();
    for (int i = from; i < to; i++) {
      words.add(args.get(i));
    }
    return words;
  }

  private static Attempt attempt(Keyspace keys, Waiting request) {
    for (Bytes key : request.keys()) {
      Reply reply = request.serve(keys, key);
      if (reply != null) {
        return Attempt.answered(reply);
      }
    }
    return Attempt.waits(request);
  }

  private record Pop(List<Bytes> keys, long timeoutMs, End end) implements Waiting {
    @Override
    public ValueType awaits() {
      return ValueType.SORTED_SET;
    }

    @Override
    public Reply serve(Keyspace keyspace, Bytes key) {
      SortedSet set = SortedSetKeys.peek(keyspace, key);
      if (set == null) {
        return null;
      }
      Element popped = SortedSetPopCommands.pop(keyspace, key, set, end, 1).get(0);
      return Replies.array(
          Replies.bulk(key), Replies.bulk(popped.member()), new Reply.Dbl(popped.score()));
    }
  }

  private record Several(List<Bytes> keys, long timeoutMs, MultiPop asked) implements Waiting {
    @Override
    public ValueType awaits() {
      return ValueType.SORTED_SET;
    }

    @Override
    public Reply serve(Keyspace keyspace, Bytes key) {
      SortedSet set = SortedSetKeys.peek(keyspace, key);
      return set == null ? null : SortedSetPopCommands.popFrom(keyspace, key, set, asked);
    }
  }
}
