package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PackingLimits.Limit;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * A hash as a command sees it: fields with their values, of which some may have a deadline. A field
 * whose deadline has passed is absent to every reader; it is deleted when a write meets it, or with
 * {@link #removeExpired}.
 *
 * <p>Nothing is written to the key before {@link #toValue}; pages are written at once.
 *
 * <pre>
 * note u8                                                    without deadlines
 * note u8 | earliest deadline u64                            whole in the value of the key
 * note u8 | earliest deadline u64 | FieldDeadlines           in pages
 * </pre>
 */
public final class HashValue implements FieldSource {

  /** Of a field that stays until it is deleted. */
  public static final long NO_DEADLINE = -1;

  /** In the note: Redis would have gone over from a listpack to a table, for good. */
  private static final int IS_TABLE = 1;

  /** In the note: a field has, or has had, a deadline. */
  private static final int KNOWS_DEADLINES = 2;

  private static final int EARLIEST_AT = 1;
  private static final int NOTE_BYTES = 1;
  private static final int STATE_BYTES_WITH_DEADLINES = 9;

  /** How many expired fields one write deletes, so that nobody waits long for the rest. */
  private static final int REMOVED_PER_WRITE = 1000;

  /** The earliest deadline when no field has one. */
  private static final long NEVER = Long.MAX_VALUE;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final FieldCollection fields;

  /** What Redis keeps as a listpack: up to so many fields, and no longer ones or values. */
  private final Limit listpack;

  private final long nowMs;
  private int note;

  /** Of a hash in pages that knows deadlines, else null: then what is there is looked through. */
  private FieldDeadlines deadlines;

  /** No field expires before; it may be that the one that would have is gone. */
  private long earliestMs = NEVER;

  private HashValue(Keyspace keys, FieldCollection fields, int note) {
    this.fields = fields;
    this.listpack = keys.packing().hash();
    this.note = note;
    this.nowMs = keys.nowMs();
  }

  /** An empty hash, for a key that has no value yet or is to have another. */
  public static HashValue create(Keyspace keys, Bytes key) {
    return new HashValue(keys, FieldCollection.create(keys, key), 0);
  }

  /** The hash that lies at a key. */
  public static HashValue open(Keyspace keys, Bytes key, Value value) {
    int note = note(value);
    boolean knowsDeadlines = (note & KNOWS_DEADLINES) != 0;
    int stateBytes = knowsDeadlines ? STATE_BYTES_WITH_DEADLINES : NOTE_BYTES;
    FieldCollection fields = FieldCollection.open(keys, key, value, stateBytes);
    HashValue hash = new HashValue(keys, fields, note);
    hash.earliestMs = earliestDeadlineMs(value);
    if (knowsDeadlines && fields.isPaged()) {
      int from = FieldCollection.stateAt(value) + STATE_BYTES_WITH_DEADLINES;
      hash.deadlines = FieldDeadlines.open(fields.pages(), value.bytes(), from);
    }
    return hash;
  }

  /** What OBJECT ENCODING says of a hash. Once it is a hashtable it stays one, as in Redis. */
  public static String encoding(Value value) {
    int note = note(value);
    if ((note & IS_TABLE) != 0) {
      return "hashtable";
    }
    return (note & KNOWS_DEADLINES) != 0 ? "listpackex" : "listpack";
  }

  /**
   * When a field of the hash may expire next, Unix time in ms; {@link Long#MAX_VALUE} for never.
   * For who deletes expired fields in the background.
   */
  public static long earliestDeadlineMs(Value value) {
    boolean knowsDeadlines = (note(value) & KNOWS_DEADLINES) != 0;
    return knowsDeadlines
        ? (long) LONG.get(value.bytes(), FieldCollection.stateAt(value) + EARLIEST_AT)
        : NEVER;
  }

  private static int note(Value value) {
    return value.data().at(FieldCollection.stateAt(value));
  }

  /** A value with the hash as it is now. */
  public Value toValue(long expireAtMs) {
    int stateBytes = knowsDeadlines() ? STATE_BYTES_WITH_DEADLINES : NOTE_BYTES;
    byte[] state = new byte[stateBytes + (deadlines == null ? 0 : deadlines.stateBytes())];
    state[0] = (byte) note;
    if (deadlines != null) {
      earliestMs = deadlines.earliestMs();
      deadlines.writeTo(state, stateBytes);
    }
    if (knowsDeadlines()) {
      LONG.set(state, EARLIEST_AT, earliestMs);
    }
    return fields.toValue(ValueType.HASH, state, expireAtMs);
  }

  private boolean knowsDeadlines() {
    return (note & KNOWS_DEADLINES) != 0;
  }

  /** Shows the visitor the number of every page that is no bucket. */
  public void forEachTreePage(IntConsumer visitor) {
    if (deadlines != null) {
      deadlines.forEachPage(visitor);
    }
  }

  /** Whether there is no field at all, not even one whose deadline has passed. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /** Whether Redis would keep it packed, so that a step of HSCAN shows it whole. */
  public boolean isListpack() {
    return (note & IS_TABLE) == 0;
  }

  /** How many fields are stored: a bound of what a visit of them all costs. */
  public long storedSize() {
    return fields.size();
  }

  @Override
  public long size() {
    if (!mayHaveExpired()) {
      return fields.size();
    }
    if (deadlines != null) {
      return fields.size() - deadlines.countExpired(nowMs);
    }
    long[] live = new long[1];
    forEach((field, value) -> live[0]++);
    return live[0];
  }

  private boolean mayHaveExpired() {
    return earliestMs <= nowMs;
  }

  /** The value of the field, or null. It shares a larger array. */
  public Bytes get(Bytes field) {
    Bytes stored = fields.get(field);
    return isLive(stored) ? HashFieldContent.value(stored) : null;
  }

  private boolean isLive(Bytes stored) {
    return stored != null && !HashFieldContent.isExpired(stored, nowMs);
  }

  /**
   * Gives the field a value and takes its deadline off.
   *
   * @return whether the field is new
   */
  public boolean put(Bytes field, Bytes value) {
    return put(field, value, NO_DEADLINE);
  }

  /** The same with a deadline, which is in the future, or {@link #NO_DEADLINE}. */
  public boolean put(Bytes field, Bytes value, long deadlineMs) {
    boolean isLong = Math.max(field.length(), value.length()) > listpack.bytesMax();
    Bytes before = fields.put(field, HashFieldContent.of(value, deadlineMs));
    deadlineChanged(field, deadlineOf(before), deadlineMs);
    if (isListpack() && (isLong || fields.size() > listpack.countMax())) {
      note |= IS_TABLE;
    }
    return !isLive(before);
  }

  private static long deadlineOf(Bytes stored) {
    return stored == null ? NO_DEADLINE : HashFieldContent.deadlineMs(stored);
  }

  private void deadlineChanged(Bytes field, long beforeMs, long afterMs) {
    boolean isFirst = afterMs != NO_DEADLINE && !knowsDeadlines();
    if (afterMs != NO_DEADLINE) {
      note |= KNOWS_DEADLINES;
      earliestMs = Math.min(earliestMs, afterMs);
    }
    if (!knowsDeadlines() || !fields.isPaged()) {
      return;
    }
    if (deadlines == null && !isFirst) {
      listDeadlines();
      return;
    }
    if (deadlines == null) {
      deadlines = FieldDeadlines.create(fields.pages());
    }
    if (beforeMs != afterMs) {
      if (beforeMs != NO_DEADLINE) {
        deadlines.remove(beforeMs, field);
      }
      if (afterMs != NO_DEADLINE) {
        deadlines.add(afterMs, field);
      }
    }
  }

  /** Makes the list of a hash that has just outgrown the value of its key. */
  private void listDeadlines() {
    deadlines = FieldDeadlines.create(fields.pages());
    fields.forEach(
        (field, stored) -> {
          long deadlineMs = HashFieldContent.deadlineMs(stored);
          if (deadlineMs != NO_DEADLINE) {
            deadlines.add(deadlineMs, field);
          }
        });
  }

  /** The deadline of a field that is there, or {@link #NO_DEADLINE}. */
  public long deadlineMs(Bytes field) {
    Bytes stored = fields.get(field);
    return isLive(stored) ? HashFieldContent.deadlineMs(stored) : NO_DEADLINE;
  }

  /** Deletes the field; false if it was not there. */
  public boolean remove(Bytes field) {
    Bytes before = fields.remove(field);
    deadlineChanged(field, deadlineOf(before), NO_DEADLINE);
    return isLive(before);
  }

  @Override
  public void forEach(FieldVisitor visitor) {
    fields.forEach(live(visitor));
  }

  /**
   * One step of a walk; see {@link FieldTable#scan}.
   *
   * @return where to go on, 0 at the end
   */
  public long scan(long cursor, int countHint, FieldVisitor visitor) {
    if (isListpack()) {
      forEach(visitor);
      return 0;
    }
    return fields.scan(cursor, countHint, live(visitor));
  }

  private FieldVisitor live(FieldVisitor visitor) {
    return (field, stored) -> {
      if (isLive(stored)) {
        visitor.visit(field, HashFieldContent.value(stored));
      }
    };
  }

  @Override
  public void draw(RandomGenerator random, FieldVisitor visitor) {
    boolean[] shown = new boolean[1];
    while (!shown[0]) {
      fields.draw(
          random,
          live(
              (field, value) -> {
                visitor.visit(field, value);
                shown[0] = true;
              }));
    }
  }

  /**
   * Deletes fields whose deadlines have passed: of a small hash all of them, of a large one some,
   * the earliest first.
   *
   * @return how many
   */
  public int removeExpired() {
    if (!mayHaveExpired()) {
      return 0;
    }
    if (deadlines != null) {
      int count = (int) Math.min(REMOVED_PER_WRITE, deadlines.countExpired(nowMs));
      deadlines.removeFirst(count).forEach(fields::remove);
      return count;
    }
    List<Bytes> expired = new ArrayList<>();
    long[] earliestLeft = {NEVER};
    fields.forEach(
        (field, stored) -> {
          long deadlineMs = HashFieldContent.deadlineMs(stored);
          if (HashFieldContent.isExpired(stored, nowMs)) {
            expired.add(field);
          } else if (deadlineMs != NO_DEADLINE) {
            earliestLeft[0] = Math.min(earliestLeft[0], deadlineMs);
          }
        });
    expired.forEach(fields::remove);
    earliestMs = earliestLeft[0];
    return expired.size();
  }
}
