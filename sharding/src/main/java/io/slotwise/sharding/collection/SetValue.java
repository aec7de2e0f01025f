package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Numbers;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A set as a command sees it: members are fields without a value. Nothing is written to the key
 * before {@link #toValue}; pages are written at once.
 *
 * <p>The type's state is one byte, which says whether Redis would hold the set as an intset. Such a
 * set shows its members in ascending order, as Redis does.
 */
public final class SetValue implements FieldSource {

  private static final byte INTSET = 0;
  private static final byte TABLE = 1;
  private static final int STATE_BYTES = 1;

  private final FieldCollection fields;

  /** Up to so many integers are an intset. */
  private final long intsetMembersMax;

  private byte note;

  private SetValue(Keyspace keys, FieldCollection fields, byte note) {
    this.fields = fields;
    this.intsetMembersMax = keys.packing().intsetMembersMax();
    this.note = note;
  }

  /** An empty set, for a key that has no value yet or is to have another. */
  public static SetValue create(Keyspace keys, Bytes key) {
    return new SetValue(keys, FieldCollection.create(keys, key), INTSET);
  }

  /** The set that lies at a key. */
  public static SetValue open(Keyspace keys, Bytes key, Value value) {
    return new SetValue(keys, FieldCollection.open(keys, key, value, STATE_BYTES), note(value));
  }

  /** What OBJECT ENCODING says of a set. Once it is a hashtable it stays one, as in Redis. */
  public static String encoding(Value value) {
    return note(value) == INTSET ? "intset" : "hashtable";
  }

  private static byte note(Value value) {
    return value.data().at(FieldCollection.stateAt(value));
  }

  /**
   * Puts members into the order in which Redis shows them, as far as it has one: ascending where
   * they make an intset.
   */
  public static void sortAsRedis(Keyspace keys, List<Bytes> members) {
    if (members.size() <= keys.packing().intsetMembersMax()
        && members.stream().allMatch(Numbers::isInteger)) {
      members.sort(Comparator.comparingLong(Numbers::integer));
    }
  }

  /** A value with the set as it is now. */
  public Value toValue(long expireAtMs) {
    return fields.toValue(ValueType.SET, new byte[] {note}, expireAtMs);
  }

  public boolean isEmpty() {
    return fields.isEmpty();
  }

  private boolean isIntset() {
    return note == INTSET;
  }

  @Override
  public long size() {
    return fields.size();
  }

  public boolean contains(Bytes member) {
    return fields.get(member) != null;
  }

  /** Puts in the member; false if it was there. */
  public boolean add(Bytes member) {
    if (fields.put(member, Bytes.EMPTY) != null) {
      return false;
    }
    if (isIntset() && (!Numbers.isInteger(member) || fields.size() > intsetMembersMax)) {
      note = TABLE;
    }
    return true;
  }

  /** Takes out the member; false if it was not there. */
  public boolean remove(Bytes member) {
    return fields.remove(member) != null;
  }

  /** Shows the visitor every member, with nothing as its value. */
  @Override
  public void forEach(FieldVisitor visitor) {
    if (!isIntset()) {
      fields.forEach(visitor);
      return;
    }
    List<Bytes> members = new ArrayList<>();
    fields.forEach((member, nothing) -> members.add(member));
    members.sort(Comparator.comparingLong(Numbers::integer));
    members.forEach(member -> visitor.visit(member, Bytes.EMPTY));
  }

  /**
   * One step of a walk; see {@link FieldTable#scan}. An intset is shown whole.
   *
   * @return where to go on, 0 at the end
   */
  public long scan(long cursor, int countHint, FieldVisitor visitor) {
    if (isIntset()) {
      forEach(visitor);
      return 0;
    }
    return fields.scan(cursor, countHint, visitor);
  }

  @Override
  public void draw(RandomGenerator random, FieldVisitor visitor) {
    fields.draw(random, visitor);
  }
}
