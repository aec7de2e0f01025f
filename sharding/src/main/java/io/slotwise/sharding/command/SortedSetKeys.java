package io.slotwise.sharding.command;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.PackedReplies;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import io.slotwise.sharding.api.KeyEventType;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import io.slotwise.sharding.collection.RankRange;
import io.slotwise.sharding.collection.SortedSet;
import java.util.ArrayList;
import java.util.List;

/** Sorted sets at keys: opened, shown and written back with the events that belong to it. */
final class SortedSetKeys {

  /** A member with its score, to be stored or shown. */
  record Element(Bytes member, double score) implements Comparable<Element> {

    /** The order of sorted sets, in which 0 and -0 are the same. */
    @Override
    public int compareTo(Element that) {
      return score < that.score ? -1 : score > that.score ? 1 : member.compareTo(that.member);
    }
  }

  private SortedSetKeys() {}

  /** The sorted set at the key, which counts as used, or null. Errors: WRONGTYPE. */
  static SortedSet read(Keyspace keys, Bytes key) {
    return open(keys, key, keys.read(key, ValueType.SORTED_SET));
  }

  /** The same without counting as a use: for writes. */
  static SortedSet peek(Keyspace keys, Bytes key) {
    return open(keys, key, keys.peek(key, ValueType.SORTED_SET));
  }

  private static SortedSet open(Keyspace keys, Bytes key, Value value) {
    return value == null ? null : SortedSet.open(keys, key, value);
  }

  /** Writes a changed set back, or deletes the key when nothing is left in it. */
  static void save(Keyspace keys, Bytes key, SortedSet set, String event) {
    if (set.isEmpty()) {
      keys.delete(key);
      keys.keyEvent(KeyEventType.SORTED_SET, event, key);
      KeyWrites.generic(keys, "del", key);
    } else {
      KeyWrites.put(keys, key, set.isNew(), set.toValue());
      keys.keyEvent(KeyEventType.SORTED_SET, event, key);
    }
  }

  /**
   * Puts a new sorted set in place of whatever is at the key, or deletes the key when there is
   * nothing to put.
   *
   * @param elements in order, no member twice
   * @return how many there are, as a reply
   */
  static Reply store(Keyspace keys, Bytes key, List<Element> elements, String event) {
    int longest = 0;
    for (Element element : elements) {
      longest = Math.max(longest, element.member().length());
    }
    return store(
        keys, key, SortedSet.createFor(keys, key, elements.size(), longest), elements, event);
  }

  /** The same into a set that is still empty. */
  static Reply store(
      Keyspace keys, Bytes key, SortedSet set, List<Element> elements, String event) {
    if (elements.isEmpty()) {
      KeyWrites.delete(keys, key);
      return Replies.ZERO;
    }
    boolean isNew = keys.listens(KeyEventType.NEW) && keys.peek(key) == null;
    for (Element element : elements) {
      set.add(element.member(), element.score());
    }
    KeyWrites.put(keys, key, isNew, set.toValue());
    keys.keyEvent(KeyEventType.SORTED_SET, event, key);
    return Replies.integer(elements.size());
  }

  /** The members of the ranks, with their scores where asked for. */
  static Reply show(
      Keyspace keys, SortedSet set, RankRange ranks, boolean reversed, boolean withScores) {
    if (ranks.isEmpty()) {
      return Replies.EMPTY_ARRAY;
    }
    keys.willVisit(ranks.size());
    List<Reply> replies = PackedReplies.listFor((withScores ? 2 : 1) * ranks.size());
    set.forEach(
        ranks,
        reversed,
        (member, score) -> {
          replies.add(Replies.bulk(member));
          if (withScores) {
            replies.add(new Reply.Dbl(score));
          }
        });
    return withScores ? new Reply.Pairs(replies) : new Reply.Array(replies);
  }

  /** Elements in the order given, with their scores where asked for. */
  static Reply show(List<Element> elements, boolean withScores) {
    List<Reply> replies = new ArrayList<>(elements.size() * (withScores ? 2 : 1));
    for (Element element : elements) {
      replies.add(Replies.bulk(element.member()));
      if (withScores) {
        replies.add(new Reply.Dbl(element.score()));
      }
    }
    return withScores ? new Reply.Pairs(replies) : new Reply.Array(replies);
  }
}
