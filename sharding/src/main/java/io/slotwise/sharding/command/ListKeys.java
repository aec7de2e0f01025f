package io.slotwise.sharding.command;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.CommandError;
import io.slotwise.protocol.Errors;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.ListEnd;
import io.slotwise.sharding.collection.ListValue;
import java.util.ArrayList;
import java.util.List;

/** What the commands on lists share: lists at keys, with the events that belong to changes. */
final class ListKeys {

  private ListKeys() {}

  /** The list to be read, or null. Errors: WRONGTYPE. */
  static ListValue read(Keyspace keys, Bytes key) {
    return opened(keys, key, keys.read(key, ValueType.LIST));
  }

  /** The list to be written, or null. Errors: WRONGTYPE. */
  static ListValue peek(Keyspace keys, Bytes key) {
    return opened(keys, key, keys.peek(key, ValueType.LIST));
  }

  private static ListValue opened(Keyspace keys, Bytes key, Value value) {
    return value == null ? null : ListValue.open(keys, key, value);
  }

  /** {@code LEFT} or {@code RIGHT}, anything else is a syntax error. */
  static ListEnd end(Args args, int index) {
    if (args.is(index, "left")) {
      return ListEnd.LEFT;
    }
    if (args.is(index, "right")) {
      return ListEnd.RIGHT;
    }
    throw new CommandError(Errors.syntax());
  }

  /** Puts a list that has grown, and tells of what was pushed. */
  static void putPushed(Keyspace keys, Bytes key, boolean isNew, ListValue list, ListEnd end) {
    KeyWrites.put(keys, key, isNew, list.toValue());
    tellPushed(keys, key, end);
  }

  static void tellPushed(Keyspace keys, Bytes key, ListEnd end) {
    keys.keyEvent(KeyEventType.LIST, end == ListEnd.LEFT ? "lpush" : "rpush", key);
  }

  /** Puts what is left of a list, or deletes the key, and tells of what was popped. */
  static void putPopped(Keyspace keys, Bytes key, ListValue list, ListEnd end) {
    putRest(keys, key, list, end == ListEnd.LEFT ? "lpop" : "rpop");
  }

  /** Puts what is left of a list, or deletes the key; the event comes before that of deletion. */
  static void putRest(Keyspace keys, Bytes key, ListValue list, String event) {
    if (list.isEmpty()) {
      deleteEmptied(keys, key, event);
    } else {
      keys.put(key, list.toValue());
      keys.keyEvent(KeyEventType.LIST, event, key);
    }
  }

  /**
   * Deletes a list of which nothing is to be left. Its pages go with it: nobody need touch them.
   */
  static void deleteEmptied(Keyspace keys, Bytes key, String event) {
    keys.delete(key);
    keys.keyEvent(KeyEventType.LIST, event, key);
    KeyWrites.generic(keys, "del", key);
  }

  /** Takes up to so many elements from an end and tells of it, the outermost first. */
  static Reply pop(Keyspace keys, Bytes key, ListValue list, ListEnd end, long countMax) {
    keys.willVisit(Math.min(countMax, list.length()));
    List<Reply> replies = new ArrayList<>();
    list.pop(end, countMax).forEach(element -> replies.add(Replies.bulk(element)));
    putPopped(keys, key, list, end);
    return new Reply.Array(replies);
  }
}
