package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.LIST;
import static io.slotwise.protocol.command.Flag.DENYOOM;
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
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.ListEnd;
import io.slotwise.sharding.collection.ListValue;
import java.util.List;

/** What moves elements from one list to another, or takes them from the first of several. */
final class ListMoveCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("lmove", LIST)
              .since("6.2.0")
              .arity(5)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE), range(2, 2, 1, RW, INSERT))
              .acl(AclCategory.LIST)
              .onSlot(ListMoveCommands::lmove),
          command("rpoplpush", LIST)
              .since("1.2.0")
              .arity(3)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE), range(2, 2, 1, RW, INSERT))
              .acl(AclCategory.LIST)
              .onSlot(ListMoveCommands::rpoplpush),
          command("lmpop", LIST)
              .since("7.0.0")
              .arity(-4)
              .flags(WRITE)
              .keys(counted(1, RW, ACCESS, DELETE))
              .acl(AclCategory.LIST)
              .onSlot(ListMoveCommands::lmpop));

  private ListMoveCommands() {}

  /**
   * {@code LMOVE source destination LEFT|RIGHT LEFT|RIGHT}. Reply: the element moved, null without
   * a source. Errors, in order: syntax; WRONGTYPE of the source, then of the destination.
   *
   * <p>Effects: key events "new" of a new list, "lpush" or "rpush" of the destination, "lpop" or
   * "rpop" of the source, "del" with its last element.
   */
  static Reply lmove(Keyspace keys, Args args) {
    ListEnd from = ListKeys.end(args, 3);
    ListEnd to = ListKeys.end(args, 4);
    return move(keys, args.get(1), args.get(2), from, to);
  }

  /** {@code RPOPLPUSH source destination}. LMOVE with RIGHT and LEFT. */
  static Reply rpoplpush(Keyspace keys, Args args) {
    return move(keys, args.get(1), args.get(2), ListEnd.RIGHT, ListEnd.LEFT);
  }

  /** Moves an element and answers with it; null when the source has none. Errors: WRONGTYPE. */
  static Reply move(Keyspace keys, Bytes source, Bytes destination, ListEnd from, ListEnd to) {
    ListValue sourceList = ListKeys.peek(keys, source);
    if (sourceList == null) {
      return Replies.NIL;
    }
    if (source.equals(destination)) {
      return rotate(keys, source, sourceList, from, to);
    }
    ListValue destinationList = ListKeys.peek(keys, destination);
    boolean isNew = destinationList == null;
    if (isNew) {
      destinationList = ListValue.create(keys, destination);
    }
    Bytes element = sourceList.pop(from);
    destinationList.push(to, element);
    ListKeys.putPushed(keys, destination, isNew, destinationList, to);
    ListKeys.putPopped(keys, source, sourceList, from);
    return Replies.bulk(element);
  }

  private static Reply rotate(Keyspace keys, Bytes key, ListValue list, ListEnd from, ListEnd to) {
    Bytes element = list.pop(from);
    list.push(to, element);
    ListKeys.tellPushed(keys, key, to);
    ListKeys.putPopped(keys, key, list, from);
    return Replies.bulk(element);
  }

  /**
   * {@code LMPOP numkeys key ... LEFT|RIGHT [COUNT count]}. Reply: array of the first key that has
   * a list, and of the elements taken from it; a null array if none has.
   *
   * <p>Errors, in order: those of {@link ListPopOptions}; WRONGTYPE of a key that comes before the
   * first list. Effects: as of LPOP and RPOP with a count.
   */
  static Reply lmpop(Keyspace keys, Args args) {
    return popFirst(keys, ListPopOptions.parse(args, 1));
  }

  /** Takes from the first of the keys that has a list; a null array if none has. */
  static Reply popFirst(Keyspace keys, ListPopOptions options) {
    for (Bytes key : options.keys()) {
      ListValue list = ListKeys.peek(keys, key);
      if (list != null) {
        Reply popped = ListKeys.pop(keys, key, list, options.end(), options.countMax());
        return Replies.array(Replies.bulk(key), popped);
      }
    }
    return Replies.NIL_ARRAY;
  }

  /**
   * Takes one element from the first of the keys that has a list, for BLPOP and BRPOP: an array of
   * the key and the element, or a null array if none has. Errors: WRONGTYPE.
   */
  static Reply popOne(Keyspace keys, List<Bytes> from, ListEnd end) {
    for (Bytes key : from) {
      ListValue list = ListKeys.peek(keys, key);
      if (list != null) {
        Bytes element = list.pop(end);
        ListKeys.putPopped(keys, key, list, end);
        return Replies.array(Replies.bulk(key), Replies.bulk(element));
      }
    }
    return Replies.NIL_ARRAY;
  }
}
