package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PackingLimits.Limit;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.function.IntConsumer;

/**
 * A sorted set as a command sees it: members, each with a score, in the order of scores and, where
 * scores are equal, of members' bytes. How they lie, whole in the value of the key or in pages, is
 * not seen from here; nothing is written to the key before {@link #toValue}, and pages are written
 * at once.
 *
 * <p>Everything that follows from the order is said in ranks: a range of scores or of members is
 * two searches that give two ranks, and what is done with it is done with those.
 */
public final class SortedSet {

  /** The note of a set that Redis would hold as a listpack, and of one that it would not. */
  private static final byte LISTPACK = 0;

  private static final byte SKIPLIST = 1;

  private static final int NOTE_AT_WHOLE = 1;

  private final Keyspace keys;
  private final Bytes key;
  private final Value before;
  private final SortedSetShape shape;
  private ScoredElements elements;
  private byte note;

  private SortedSet(
      Keyspace keys,
      Bytes key,
      Value before,
      SortedSetShape shape,
      ScoredElements elements,
      byte note) {
    this.keys = keys;
    this.key = key;
    this.before = before;
    this.shape = shape;
    this.elements = elements;
    this.note = note;
  }

  /** An empty one, for a key that has no value yet or is to have another. */
  public static SortedSet create(Keyspace keys, Bytes key) {
    return create(keys, key, SortedSetShape.DEFAULT);
  }

  /**
   * An empty one of which it is known what it is to hold, and so whether Redis makes it a skiplist
   * from the start: see {@link #kept}.
   */
  public static SortedSet createFor(Keyspace keys, Bytes key, long count, int memberBytesMax) {
    SortedSet set = create(keys, key);
    Limit listpack = keys.packing().sortedSet();
    if (count > listpack.countMax() || memberBytesMax > listpack.bytesMax()) {
      set.note = SKIPLIST;
    }
    return set;
  }

  static SortedSet create(Keyspace keys, Bytes key, SortedSetShape shape) {
    return new SortedSet(keys, key, null, shape, PackedElements.empty(), LISTPACK);
  }

  /** The sorted set that lies at a key. */
  public static SortedSet open(Keyspace keys, Bytes key, Value value) {
    return open(keys, key, value, SortedSetShape.DEFAULT);
  }

  static SortedSet open(Keyspace keys, Bytes key, Value value, SortedSetShape shape) {
    ScoredElements elements =
        PagedHeader.isPaged(value)
            ? PagedElements.open(keys, key, value, shape)
            : PackedElements.of(value.bytes());
    return new SortedSet(keys, key, value, shape, elements, noteOf(value));
  }

  /** What OBJECT ENCODING says of a sorted set. Once it is a skiplist it stays one, as in Redis. */
  public static String encoding(Value value) {
    return noteOf(value) == LISTPACK ? "listpack" : "skiplist";
  }

  private static byte noteOf(Value value) {
    byte[] data = value.bytes();
    return data[PagedHeader.isPaged(value) ? PagedElements.NOTE_AT : NOTE_AT_WHOLE];
  }

  /** Shows the visitor the number of every page that is no bucket. */
  public void forEachTreePage(IntConsumer visitor) {
    if (elements instanceof PagedElements paged) {
      paged.forEachTreePage(visitor);
    }
  }

  public long size() {
    return elements.size();
  }

  public boolean isEmpty() {
    return elements.size() == 0;
  }

  /** Whether Redis would hold it as a listpack. */
  public boolean isListpack() {
    return note == LISTPACK;
  }

  /** The score of the member, or NaN when it is not there. */
  public double score(Bytes member) {
    return elements.score(member);
  }

  /** The rank of a member that is there. */
  public long rank(Bytes member, double score) {
    return elements.countBefore(ElementEdge.of(score, member));
  }

  /** The ranks of the elements in the range. */
  public RankRange ranks(ElementRange range) {
    long from = elements.countBefore(range.start());
    if (from == elements.size()) {
      return RankRange.EMPTY;
    }
    long to = elements.countBefore(range.end());
    return to <= from ? RankRange.EMPTY : new RankRange(from, to);
  }

  /** The ranks of all elements. */
  public RankRange ranks() {
    return new RankRange(0, elements.size());
  }

  /**
   * Shows the elements in order. The set is not to be changed meanwhile.
   *
   * @param reversed from the last to the first
   */
  public void forEach(RankRange ranks, boolean reversed, ElementVisitor visitor) {
    if (reversed) {
      elements.forEachReversed(ranks, visitor);
    } else {
      elements.forEach(ranks, visitor);
    }
  }

  /** Puts in a member that is not there. */
  public void add(Bytes member, double score) {
    if (elements instanceof PackedElements packed && !packed.hasRoomFor(member, shape)) {
      elements = PagedElements.of(keys, key, packed, shape);
    }
    Limit listpack = keys.packing().sortedSet();
    if (elements.size() >= listpack.countMax() || member.length() > listpack.bytesMax()) {
      note = SKIPLIST;
    }
    elements.add(member, kept(score));
  }

  /** Moves a member to another score. */
  public void change(Bytes member, double before, double after) {
    elements.change(member, before, kept(after));
  }

  /** Redis's listpacks keep whole numbers as integers, of which none is minus zero. */
  private double kept(double score) {
    return note == LISTPACK ? score + 0.0 : score;
  }

  /** Takes out a member; false if it was not there. */
  public boolean remove(Bytes member) {
    double score = elements.score(member);
    if (Double.isNaN(score)) {
      return false;
    }
    elements.remove(member, score);
    return true;
  }

  /** Takes out all elements of the ranks. */
  public void remove(RankRange ranks) {
    if (ranks.size() == elements.size()) {
      // The key is going to be deleted, and its pages with it.
      elements = PackedElements.empty();
    } else {
      elements.remove(ranks);
    }
  }

  /**
   * One step of a walk through all elements. Every one that is there from the first step to the
   * last is shown at least once, whatever changes in between.
   *
   * @param cursor 0 at first, then what the last step returned
   * @param countHint about how many to show; a small set is shown whole
   * @return where to go on, 0 at the end
   */
  public long scan(long cursor, int countHint, ElementVisitor visitor) {
    if (elements instanceof PagedElements paged && note != LISTPACK) {
      return paged.scan(cursor, countHint, visitor);
    }
    elements.forEach(ranks(), visitor);
    return 0;
  }

  /** Whether nothing of it lay at the key when it was made. */
  public boolean isNew() {
    return before == null;
  }

  /** What is to lie at the key, with the deadline that the key has. */
  public Value toValue() {
    long expireAtMs = before == null ? Value.NO_EXPIRY : before.expireAtMs();
    return Value.collection(ValueType.SORTED_SET, elements.toData(note), expireAtMs);
  }
}
