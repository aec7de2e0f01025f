package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.LIST;
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
import io.slotwise.protocol.PackedReplies;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.protocol.command.AclCategory;
import io.slotwise.sharding.api.CommandDef;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.collection.ListEnd;
import io.slotwise.sharding.collection.ListValue;
import io.slotwise.sharding.collection.TreeCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The commands on one list: its ends, its elements by index and by value. What moves elements
 * between lists, or takes them from one of several, is in {@link ListMoveCommands}.
 */
final class ListCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("lpush", LIST)
              .since("1.0.0")
              .arity(-3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, INSERT))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lpush),
          command("rpush", LIST)
              .since("1.0.0")
              .arity(-3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, INSERT))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::rpush),
          command("lpushx", LIST)
              .since("2.2.0")
              .arity(-3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, INSERT))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lpushx),
          command("rpushx", LIST)
              .since("2.2.0")
              .arity(-3)
              .flags(WRITE, DENYOOM, FAST)
              .keys(range(1, 1, 1, RW, INSERT))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::rpushx),
          command("lpop", LIST)
              .since("1.0.0")
              .arity(-2)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lpop),
          command("rpop", LIST)
              .since("1.0.0")
              .arity(-2)
              .flags(WRITE, FAST)
              .keys(range(1, 1, 1, RW, ACCESS, DELETE))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::rpop),
          command("llen", LIST)
              .since("1.0.0")
              .arity(2)
              .flags(READONLY, FAST)
              .keys(range(1, 1, 1, RO))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::llen),
          command("lindex", LIST)
              .since("1.0.0")
              .arity(3)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lindex),
          command("lset", LIST)
              .since("1.0.0")
              .arity(4)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, UPDATE))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lset),
          command("linsert", LIST)
              .since("2.2.0")
              .arity(5)
              .flags(WRITE, DENYOOM)
              .keys(range(1, 1, 1, RW, INSERT))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::linsert),
          command("lrange", LIST)
              .since("1.0.0")
              .arity(4)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lrange),
          command("ltrim", LIST)
              .since("1.0.0")
              .arity(4)
              .flags(WRITE)
              .keys(range(1, 1, 1, RW, DELETE))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::ltrim),
          command("lrem", LIST)
              .since("1.0.0")
              .arity(4)
              .flags(WRITE)
              .keys(range(1, 1, 1, RW, DELETE))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lrem),
          command("lpos", LIST)
              .since("6.0.6")
              .arity(-3)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS))
              .acl(AclCategory.LIST)
              .onSlot(ListCommands::lpos));

  private static final Reply.Error INDEX_OUT_OF_RANGE = Errors.err("index out of range");
  private static final Reply.Error COUNT_NEGATIVE =
      Errors.err("value is out of range, must be positive");
  private static final Reply PIVOT_MISSING = new Reply.Int(-1);

  private ListCommands() {}

  /**
   * {@code LPUSH key element ...}. Reply: the length of the list then. Errors: WRONGTYPE.
   *
   * <p>Effects: the elements are put at the left end one after the other; key events "new" of a new
   * list, and "lpush".
   */
  static Reply lpush(Keyspace keys, Args args) {
    return push(keys, args, ListEnd.LEFT, true);
  }

  /** {@code RPUSH key element ...}. As LPUSH at the right end; key event "rpush". */
  static Reply rpush(Keyspace keys, Args args) {
    return push(keys, args, ListEnd.RIGHT, true);
  }

  /** {@code LPUSHX key element ...}. As LPUSH; reply 0, and no list, if there is none. */
  static Reply lpushx(Keyspace keys, Args args) {
    return push(keys, args, ListEnd.LEFT, false);
  }

  /** {@code RPUSHX key element ...}. As RPUSH; reply 0, and no list, if there is none. */
  static Reply rpushx(Keyspace keys, Args args) {
    return push(keys, args, ListEnd.RIGHT, false);
  }

  private static Reply push(Keyspace keys, Args args, ListEnd end, boolean makesList) {
    Bytes key = args.get(1);
    ListValue list = ListKeys.peek(keys, key);
    boolean isNew = list == null;
    if (isNew && !makesList) {
      return Replies.ZERO;
    }
    if (isNew) {
      list = ListValue.create(keys, key);
    }
    if (args.count() == 3) {
      list.push(end, args.get(2));
    } else {
      List<Bytes> elements = new ArrayList<>(args.count() - 2);
      for (int i = 2; i < args.count(); i++) {
        elements.add(args.get(i));
      }
      list.push(end, elements);
    }
    ListKeys.putPushed(keys, key, isNew, list, end);
    return Replies.integer(list.length());
  }

  /**
   * {@code LPOP key [count]}. Reply: the leftmost element, or null without a list; with a count, an
   * array of up to so many, or a null array without a list.
   *
   * <p>Errors, in order: arity; value is out of range, must be positive; WRONGTYPE.
   *
   * <p>Effects: the elements are removed; key events "lpop", and "del" with the last one.
   */
  static Reply lpop(Keyspace keys, Args args) {
    return pop(keys, args, ListEnd.LEFT, "lpop");
  }

  /** {@code RPOP key [count]}. As LPOP, from the right end leftward; key event "rpop". */
  static Reply rpop(Keyspace keys, Args args) {
    return pop(keys, args, ListEnd.RIGHT, "rpop");
  }

  private static Reply pop(Keyspace keys, Args args, ListEnd end, String command) {
    if (args.count() > 3) {
      throw new CommandError(Errors.wrongArity(command));
    }
    boolean hasCount = args.count() == 3;
    long count = hasCount ? args.integer(2, COUNT_NEGATIVE) : 1;
    if (count < 0) {
      throw new CommandError(COUNT_NEGATIVE);
    }
    Bytes key = args.get(1);
    ListValue list = ListKeys.peek(keys, key);
    if (list == null) {
      return hasCount ? Replies.NIL_ARRAY : Replies.NIL;
    }
    if (!hasCount) {
      Bytes element = list.pop(end);
      ListKeys.putPopped(keys, key, list, end);
      return Replies.bulk(element);
    }
    return count == 0 ? Replies.EMPTY_ARRAY : ListKeys.pop(keys, key, list, end, count);
  }

  /** {@code LLEN key}. Reply: integer, 0 without a list. Errors: WRONGTYPE. */
  static Reply llen(Keyspace keys, Args args) {
    ListValue list = ListKeys.read(keys, args.get(1));
    return list == null ? Replies.ZERO : Replies.integer(list.length());
  }

  /**
   * {@code LINDEX key index}. Reply: the element, null if there is none; a negative index counts
   * from the right end. Errors, only where there is a key: WRONGTYPE; not an integer.
   */
  static Reply lindex(Keyspace keys, Args args) {
    ListValue list = ListKeys.read(keys, args.get(1));
    if (list == null) {
      return Replies.NIL;
    }
    long index = index(list, args.integer(2));
    return isInside(list, index) ? Replies.bulk(list.get(index)) : Replies.NIL;
  }

  /**
   * {@code LSET key index element}. Reply: OK. Errors, in order: no such key; WRONGTYPE; not an
   * integer; index out of range. Effects: key event "lset".
   */
  static Reply lset(Keyspace keys, Args args) {
    Bytes key = args.get(1);
    ListValue list = ListKeys.peek(keys, key);
    if (list == null) {
      throw new CommandError(Errors.noSuchKey());
    }
    long index = index(list, args.integer(2));
    if (!isInside(list, index)) {
      throw new CommandError(INDEX_OUT_OF_RANGE);
    }
    list.set(index, args.get(3));
    keys.put(key, list.toValue());
    keys.keyEvent(KeyEventType.LIST, "lset", key);
    return Replies.OK;
  }

  private static long index(ListValue list, long given) {
    return given < 0 ? given + list.length() : given;
  }

  private static boolean isInside(ListValue list, long index) {
    return index >= 0 && index < list.length();
  }

  /**
   * {@code LINSERT key BEFORE|AFTER pivot element}. Reply: the length then; 0 without a list, -1
   * without the pivot in it. Errors, in order: syntax; WRONGTYPE. Effects: key event "linsert".
   */
  static Reply linsert(Keyspace keys, Args args) {
    boolean isAfter = args.is(2, "after");
    if (!isAfter && !args.is(2, "before")) {
      throw new CommandError(Errors.syntax());
    }
    Bytes key = args.get(1);
    ListValue list = ListKeys.peek(keys, key);
    if (list == null) {
      return Replies.ZERO;
    }
    ListSearch pivot = new ListSearch(keys, list, ListEnd.LEFT, args.get(3), Long.MAX_VALUE);
    if (!pivot.next()) {
      return PIVOT_MISSING;
    }
    list.insert(isAfter ? pivot.index() + 1 : pivot.index(), args.get(4));
    keys.put(key, list.toValue());
    keys.keyEvent(KeyEventType.LIST, "linsert", key);
    return Replies.integer(list.length());
  }

  /**
   * {@code LRANGE key start stop}. Reply: array of the elements from one index to the other, both
   * inclusive. Errors, in order: not an integer; WRONGTYPE.
   */
  static Reply lrange(Keyspace keys, Args args) {
    long start = args.integer(2);
    long stop = args.integer(3);
    ListValue list = ListKeys.read(keys, args.get(1));
    if (list == null) {
      return Replies.EMPTY_ARRAY;
    }
    IndexRange range = IndexRange.of(start, stop, list.length());
    if (range.isEmpty()) {
      return Replies.EMPTY_ARRAY;
    }
    keys.willVisit(range.size());
    List<Reply> elements = PackedReplies.listFor(range.size());
    TreeCursor cursor = list.from(range.from());
    for (long i = range.size(); i > 0 && cursor.next(); i--) {
      elements.add(Replies.bulk(cursor.element()));
    }
    return new Reply.Array(elements);
  }

  /**
   * {@code LTRIM key start stop}. Reply: OK. Errors, in order: not an integer; WRONGTYPE.
   *
   * <p>Effects: elements outside of the range are removed; key events "ltrim", and "del" when none
   * is left.
   */
  static Reply ltrim(Keyspace keys, Args args) {
    long start = args.integer(2);
    long stop = args.integer(3);
    Bytes key = args.get(1);
    ListValue list = ListKeys.peek(keys, key);
    if (list == null) {
      return Replies.OK;
    }
    IndexRange kept = IndexRange.of(start, stop, list.length());
    if (kept.isEmpty()) {
      ListKeys.deleteEmptied(keys, key, "ltrim");
      return Replies.OK;
    }
    keys.willVisit(list.length() - kept.size());
    list.removeRange(kept.to(), list.length());
    list.removeRange(0, kept.from());
    ListKeys.putRest(keys, key, list, "ltrim");
    return Replies.OK;
  }

  /**
   * {@code LREM key count element}. Reply: how many elements equal to this one were removed: up to
   * count of them from the left, up to -count from the right, all for 0.
   *
   * <p>Errors, in order: not an integer; WRONGTYPE. Effects: key events "lrem" if any was removed,
   * and "del" when none is left.
   */
  static Reply lrem(Keyspace keys, Args args) {
    long count = args.integer(2);
    Bytes key = args.get(1);
    ListValue list = ListKeys.peek(keys, key);
    if (list == null) {
      return Replies.ZERO;
    }
    long removedMax = count == 0 || count == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(count);
    ListEnd from = count < 0 ? ListEnd.RIGHT : ListEnd.LEFT;
    ListSearch search = new ListSearch(keys, list, from, args.get(3), Long.MAX_VALUE);
    LongStream.Builder matches = LongStream.builder();
    long removed = 0;
    while (removed < removedMax && search.next()) {
      matches.add(search.index());
      removed++;
    }
    if (removed == list.length()) {
      ListKeys.deleteEmptied(keys, key, "lrem");
    } else if (removed > 0) {
      long[] indexes = matches.build().toArray();
      Arrays.sort(indexes);
      list.removeEach(indexes);
      ListKeys.putRest(keys, key, list, "lrem");
    }
    return Replies.integer(removed);
  }

  /**
   * {@code LPOS key element [RANK rank] [COUNT count] [MAXLEN length]}. Reply: the index of the
   * element, null if it is not there; with COUNT an array of indexes, of all for 0.
   *
   * <p>Errors, in order of the words: rank not an integer, out of range or 0; COUNT can't be
   * negative; MAXLEN can't be negative; syntax; then WRONGTYPE.
   */
  static Reply lpos(Keyspace keys, Args args) {
    PositionOptions options = PositionOptions.parse(args);
    ListValue list = ListKeys.read(keys, args.get(1));
    if (list == null) {
      return options.hasCount() ? Replies.EMPTY_ARRAY : Replies.NIL;
    }
    ListSearch search =
        new ListSearch(keys, list, options.from(), args.get(2), options.lengthMax());
    List<Reply> indexes = new ArrayList<>();
    for (long match = 1; indexes.size() < options.countMax() && search.next(); match++) {
      if (match >= options.rank()) {
        indexes.add(Replies.integer(search.index()));
      }
    }
    if (options.hasCount()) {
      return new Reply.Array(indexes);
    }
    return indexes.isEmpty() ? Replies.NIL : indexes.get(0);
  }
}
