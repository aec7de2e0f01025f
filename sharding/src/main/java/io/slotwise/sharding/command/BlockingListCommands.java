package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.LIST;
import static io.slotwise.protocol.command.Flag.BLOCKING;
import static io.slotwise.protocol.command.Flag.DENYOOM;
import static io.slotwise.protocol.command.Flag.NOSCRIPT;
import static io.slotwise.protocol.command.Flag.WRITE;
import static io.slotwise.protocol.command.KeySpec.Access.RW;
import static io.slotwise.protocol.command.KeySpec.Effect.ACCESS;
import static io.slotwise.protocol.command.KeySpec.Effect.DELETE;
import static io.slotwise.protocol.command.KeySpec.Effect.INSERT;
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
import io.slotwise.sharding.collection.ListEnd;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands on lists that wait for an element where there is none. A key that has been written
 * is tried with the very code of the command that does not wait.
 */
final class BlockingListCommands {

  static final List<CommandDef> ALL =
      List.of(
          popping("blpop").blocking((keys, args) -> pop(keys, args, ListEnd.LEFT)),
          popping("brpop").blocking((keys, args) -> pop(keys, args, ListEnd.RIGHT)),
          moving("blmove", 6).since("6.2.0").blocking(BlockingListCommands::blmove),
          moving("brpoplpush", 4).since("2.2.0").blocking(BlockingListCommands::brpoplpush),
          command("blmpop", LIST)
              .since("7.0.0")
              .arity(-5)
              .flags(WRITE, BLOCKING)
              .keys(counted(2, RW, ACCESS, DELETE))
              .acl(AclCategory.LIST)
              .blocking(BlockingListCommands::blmpop));

  private BlockingListCommands() {}

  private static CommandDef.Builder popping(String name) {
    return command(name, LIST)
        .since("2.0.0")
        .arity(-3)
        .flags(WRITE, NOSCRIPT, BLOCKING)
        .keys(range(1, -2, 1, RW, ACCESS, DELETE))
        .acl(AclCategory.LIST);
  }

  private static CommandDef.Builder moving(String name, int arity) {
    return command(name, LIST)
        .arity(arity)
        .flags(WRITE, DENYOOM, NOSCRIPT, BLOCKING)
        .keys(range(1, 1, 1, RW, ACCESS, DELETE), range(2, 2, 1, RW, INSERT))
        .acl(AclCategory.LIST);
  }

  /**
   * {@code BLPOP key [key ...] timeout}, BRPOP. Reply: array of the first key that has a list, and
   * its outermost element; a null array when the time is up.
   *
   * <p>Errors, in order: those of {@link WaitTime}; WRONGTYPE of a key that comes before the first
   * list. Effects: as of LPOP and RPOP.
   */
  private static Attempt pop(Keyspace keys, Args args, ListEnd end) {
    long timeoutMs = WaitTime.ms(args, args.count() - 1);
    List<Bytes> from = new ArrayList<>();
    for (int i = 1; i < args.count() - 1; i++) {
      from.add(args.get(i).compact());
    }
    Reply reply = ListMoveCommands.popOne(keys, from, end);
    return reply != Replies.NIL_ARRAY
        ? Attempt.answered(reply)
        : Attempt.waits(new Pop(from, timeoutMs, end));
  }

  private record Pop(List<Bytes> keys, long timeoutMs, ListEnd end) implements Waiting {
    @Override
    public ValueType awaits() {
      return ValueType.LIST;
    }

    @Override
    public Reply serve(Keyspace keyspace, Bytes key) {
      return ListMoveCommands.popOne(keyspace, List.of(key), end);
    }
  }

  /**
   * {@code BLMPOP timeout numkeys key [key ...] LEFT|RIGHT [COUNT count]}. Reply: as of LMPOP; a
   * null array when the time is up.
   *
   * <p>Errors, in order: those of {@link ListPopOptions}, of {@link WaitTime}; WRONGTYPE of a key
   * that comes before the first list. Effects: as of LMPOP.
   */
  private static Attempt blmpop(Keyspace keys, Args args) {
    ListPopOptions options = ListPopOptions.parse(args, 2);
    long timeoutMs = WaitTime.ms(args, 1);
    Reply reply = ListMoveCommands.popFirst(keys, options);
    return reply != Replies.NIL_ARRAY
        ? Attempt.answered(reply)
        : Attempt.waits(new MultiPop(options, timeoutMs));
  }

  private record MultiPop(ListPopOptions options, long timeoutMs) implements Waiting {
    @Override
    public List<Bytes> keys() {
      return options.keys();
    }

    @Override
    public ValueType awaits() {
      return ValueType.LIST;
    }

    @Override
    public Reply serve(Keyspace keyspace, Bytes key) {
      return ListMoveCommands.popFirst(
          keyspace, new ListPopOptions(List.of(key), options.end(), options.countMax()));
    }
  }

  /**
   * {@code BLMOVE source destination LEFT|RIGHT LEFT|RIGHT timeout}. Reply: the element moved; a
   * null array when the time is up.
   *
   * <p>Errors, in order: syntax; those of {@link WaitTime}; WRONGTYPE of the source, then of the
   * destination, which may also come after the wait. Effects: as of LMOVE.
   */
  private static Attempt blmove(Keyspace keys, Args args) {
    ListEnd from = ListKeys.end(args, 3);
    ListEnd to = ListKeys.end(args, 4);
    return move(keys, new Move(args.get(1), args.get(2), from, to, WaitTime.ms(args, 5)));
  }

  /** {@code BRPOPLPUSH source destination timeout}. BLMOVE with RIGHT and LEFT. */
  private static Attempt brpoplpush(Keyspace keys, Args args) {
    long timeoutMs = WaitTime.ms(args, 3);
    return move(keys, new Move(args.get(1), args.get(2), ListEnd.RIGHT, ListEnd.LEFT, timeoutMs));
  }

  private static Attempt move(Keyspace keys, Move move) {
    Reply reply = move.serve(keys, move.source);
    return reply != Replies.NIL ? Attempt.answered(reply) : Attempt.waits(move);
  }

  private record Move(Bytes source, Bytes destination, ListEnd from, ListEnd to, long timeoutMs)
      implements Waiting {
    @Override
    public List<Bytes> keys() {
      return List.of(source);
    }

    @Override
    public List<Bytes> alsoTouches() {
      return List.of(destination);
    }

    @Override
    public ValueType awaits() {
      return ValueType.LIST;
    }

    @Override
    public Reply withoutWaiting() {
      return Replies.NIL;
    }

    @Override
    public Reply serve(Keyspace keyspace, Bytes key) {
      return ListMoveCommands.move(keyspace, source, destination, from, to);
    }
  }
}
