package io.slotwise.sharding.command;

import static io.slotwise.protocol.command.CommandGroup.GENERIC;
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
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.ListEnd;
import io.slotwise.sharding.collection.ListValue;
import io.slotwise.sharding.collection.SetValue;
import io.slotwise.sharding.collection.SortedSet;
import io.slotwise.sharding.collection.TreeCursor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** SORT and SORT_RO. */
final class SortCommands {

  static final List<CommandDef> ALL =
      List.of(
          command("sort", GENERIC)
              .since("1.0.0")
              .arity(-2)
              .flags(WRITE, DENYOOM)
              .keys(
                  range(1, 1, 1, RO, ACCESS),
                  new KeySpec.Unknown(RO, EnumSet.of(ACCESS)),
                  new KeySpec.Unknown(OW, EnumSet.of(UPDATE)))
              .acl(AclCategory.SET, AclCategory.SORTEDSET, AclCategory.LIST, AclCategory.DANGEROUS)
              .onSlot(SortCommands::sort),
          command("sort_ro", GENERIC)
              .since("7.0.0")
              .arity(-2)
              .flags(READONLY)
              .keys(range(1, 1, 1, RO, ACCESS), new KeySpec.Unknown(RO, EnumSet.of(ACCESS)))
              .acl(AclCategory.SET, AclCategory.SORTEDSET, AclCategory.LIST, AclCategory.DANGEROUS)
              .onSlot(SortCommands::sortReadOnly));

  private static final Set<ValueType> SORTABLE =
      EnumSet.of(ValueType.LIST, ValueType.SET, ValueType.SORTED_SET);

  private SortCommands() {}

  /**
   * {@code SORT key [BY pattern] [LIMIT offset count] [GET pattern ...] [ASC|DESC] [ALPHA] [STORE
   * destination]}. Reply: array, of what each GET means for each element, null where there is
   * nothing; with STORE integer, how long the list is that lies at the destination now.
   *
   * <p>Errors, in order: of the words, as they stand: syntax, LIMIT not an integer; WRONGTYPE; a
   * weight that is no number.
   *
   * <p>Effects: key event "sortstore", or "del" if nothing was left to store.
   */
  static Reply sort(Keyspace keys, Args args) {
    return sort(keys, args.get(1), SortOptions.parse(args, true));
  }

  /** {@code SORT_RO key ...}. As SORT, without STORE. */
  static Reply sortReadOnly(Keyspace keys, Args args) {
    return sort(keys, args.get(1), SortOptions.parse(args, false));
  }

  private static Reply sort(Keyspace keys, Bytes key, SortOptions given) {
    Value value = keys.read(key);
    if (value != null && !SORTABLE.contains(value.type())) {
      throw new CommandError(Errors.wrongType());
    }
    // A set has no order of its own that a stored list could be given.
    boolean needsOrder =
        !given.sorts() && given.store() != null && value != null && value.type() == ValueType.SET;
    SortOptions options = needsOrder ? given.byElementsThemselves() : given;
    List<Bytes> elements = value == null ? new ArrayList<>() : elements(keys, key, value, options);
    if (options.store() != null) {
      keys.willTouch(List.of(options.store()));
    }
    if (options.sorts()) {
      new ElementOrder(keys, options).sort(elements);
    }
    List<Bytes> results = results(keys, options, limited(elements, options));
    return options.store() == null
        ? new Reply.Array(results.stream().map(SortCommands::bulk).toList())
        : store(keys, options.store(), results);
  }

  private static Reply bulk(Bytes bytes) {
    return bytes == null ? Replies.NIL : Replies.bulk(bytes);
  }

  /** All elements, in the order that they have; only the scores of a sorted set are reversed. */
  private static List<Bytes> elements(Keyspace keys, Bytes key, Value value, SortOptions options) {
    ReplyRoom room = new ReplyRoom();
    List<Bytes> elements = new ArrayList<>();
    if (value.type() == ValueType.LIST) {
      ListValue list = ListValue.open(keys, key, value);
      keys.willVisit(list.length());
      TreeCursor cursor = list.from(ListEnd.LEFT);
      while (cursor.next()) {
        elements.add(room.element(cursor.element()));
      }
    } else if (value.type() == ValueType.SET) {
      SetValue set = SetValue.open(keys, key, value);
      keys.willVisit(set.size());
      set.forEach((member, nothing) -> elements.add(room.element(member)));
    } else {
      SortedSet set = SortedSet.open(keys, key, value);
      keys.willVisit(set.size());
      boolean reversed = !options.sorts() && options.descending();
      set.forEach(set.ranks(), reversed, (member, score) -> elements.add(room.element(member)));
    }
    return elements;
  }

  private static List<Bytes> limited(List<Bytes> elements, SortOptions options) {
    long size = elements.size();
    long from = Math.min(Math.max(options.offset(), 0), size);
    long count = Math.min(Math.max(options.count(), -1), size);
    long to = count < 0 ? size : Math.min(from + count, size);
    return from >= to ? Collections.emptyList() : elements.subList((int) from, (int) to);
  }

  private static List<Bytes> results(Keyspace keys, SortOptions options, List<Bytes> elements) {
    if (options.gets().isEmpty()) {
      return elements;
    }
    List<Bytes> named = new ArrayList<>();
    for (SortPattern get : options.gets()) {
      if (get.names()) {
        elements.forEach(element -> named.add(get.keyOf(element)));
      }
    }
    keys.willTouch(named);
    keys.willVisit(named.size());
    ReplyRoom room = new ReplyRoom();
    List<Bytes> results = new ArrayList<>(elements.size() * options.gets().size());
    for (Bytes element : elements) {
      for (SortPattern get : options.gets()) {
        results.add(room.element(get.valueOf(keys, element)));
      }
    }
    return results;
  }

  private static Reply store(Keyspace keys, Bytes destination, List<Bytes> results) {
    if (results.isEmpty()) {
      KeyWrites.delete(keys, destination);
      return Replies.ZERO;
    }
    List<Bytes> stored = new ArrayList<>(results);
    stored.replaceAll(bytes -> bytes == null ? Bytes.EMPTY : bytes);
    boolean isNew = keys.peek(destination) == null;
    ListValue list = ListValue.create(keys, destination);
    list.push(ListEnd.RIGHT, stored);
    KeyWrites.put(keys, destination, isNew, list.toValue());
    keys.keyEvent(KeyEventType.LIST, "sortstore", destination);
    return Replies.integer(stored.size());
  }
}
