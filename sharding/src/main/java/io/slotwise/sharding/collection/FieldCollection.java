package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.Keyspace;
import io.slotwise.sharding.api.PagedHeader;
import io.slotwise.sharding.api.Value;
import io.slotwise.sharding.api.ValueType;
import java.util.random.RandomGenerator;

/**
 * The fields of one key with their values. A few lie whole in the value of the key, in the order in
 * which they came; more lie in a {@link FieldTable}, and stay there until the key is gone.
 *
 * <pre>
 * 0                        | the type's state | packed fields
 * header of pages | table  | the type's state
 * </pre>
 *
 * For one command: it is opened, read and changed, and its data goes back to the key at the end.
 */
final class FieldCollection {

  private static final int WHOLE_FIELDS_MAX = 128;
  private static final int WHOLE_BYTES_MAX = 2048;
  private static final int WHOLE_STATE_AT = 1;
  private static final int PAGED_STATE_AT = PagedHeader.BYTES + FieldTable.STATE_BYTES;

  private final Keyspace keys;
  private final Bytes key;
  private final int stateBytes;

  /** The data while it is whole, else null. */
  private byte[] whole;

  /** Whether this command made the array, so that it may still be written to. */
  private boolean ownsWhole;

  private CollectionPages pages;
  private FieldTable table;

  private FieldCollection(Keyspace keys, Bytes key, int stateBytes) {
    this.keys = keys;
    this.key = key;
    this.stateBytes = stateBytes;
  }

  /** No fields yet. */
  static FieldCollection create(Keyspace keys, Bytes key) {
    FieldCollection fields = new FieldCollection(keys, key, 0);
    fields.whole = new byte[] {PagedHeader.WHOLE};
    fields.ownsWhole = true;
    return fields;
  }

  /**
   * The fields that lie at a key.
   *
   * @param stateBytes how long the type's state is, if the fields are whole in the value
   */
  static FieldCollection open(Keyspace keys, Bytes key, Value value, int stateBytes) {
    FieldCollection fields = new FieldCollection(keys, key, stateBytes);
    byte[] data = value.bytes();
    if (PagedHeader.isPaged(value)) {
      fields.pages = CollectionPages.open(keys, key, value);
      fields.table = FieldTable.open(fields.pages, data, PagedHeader.BYTES);
    } else {
      fields.whole = data;
    }
    return fields;
  }

  /** Where the type's state begins in the data of a value. */
  static int stateAt(Value value) {
    return PagedHeader.isPaged(value) ? PAGED_STATE_AT : WHOLE_STATE_AT;
  }

  /** A value with the fields as they are now. */
  Value toValue(ValueType type, byte[] state, long expireAtMs) {
    byte[] data;
    int at;
    if (table != null) {
      at = PAGED_STATE_AT;
      data = new byte[at + state.length];
      pages.writeHeader(data);
      table.writeState(data, PagedHeader.BYTES);
    } else {
      at = WHOLE_STATE_AT;
      data = ownsWhole && state.length == stateBytes ? whole : withRoomFor(state.length);
    }
    System.arraycopy(state, 0, data, at, state.length);
    return Value.collection(type, data, expireAtMs);
  }

  private byte[] withRoomFor(int newStateBytes) {
    int from = WHOLE_STATE_AT + stateBytes;
    int to = WHOLE_STATE_AT + newStateBytes;
    byte[] data = new byte[whole.length - from + to];
    System.arraycopy(whole, from, data, to, whole.length - from);
    data[0] = PagedHeader.WHOLE;
    return data;
  }

  boolean isPaged() {
    return table != null;
  }

  /** The pages, which the type may use too, once {@link #isPaged()}. */
  CollectionPages pages() {
    return pages;
  }

  long size() {
    return table != null ? table.size() : packed().count();
  }

  boolean isEmpty() {
    return table != null ? table.size() == 0 : whole.length == WHOLE_STATE_AT + stateBytes;
  }

  /** The value of the field, or null. It shares a larger array. */
  Bytes get(Bytes field) {
    if (table != null) {
      return table.get(field);
    }
    PackedFields packed = packed();
    return packed.find(field) ? packed.value() : null;
  }

  /** Puts the value in place of what the field had, which is returned, or null. */
  Bytes put(Bytes field, Bytes value) {
    if (table != null) {
      return table.put(field, value);
    }
    PackedFields packed = packed();
    Bytes before = null;
    if (packed.find(field)) {
      before = packed.value();
      if (before.equals(value)) {
        return before;
      }
      whole = packed.replaced(value);
    } else {
      whole = PackedFields.appended(whole, field, value);
    }
    ownsWhole = true;
    if (whole.length > WHOLE_BYTES_MAX || before == null && size() > WHOLE_FIELDS_MAX) {
      moveToTable();
    }
    return before;
  }

  private void moveToTable() {
    pages = CollectionPages.create(keys, key);
    table = FieldTable.create(pages, keys.random());
    packed().forEachRemaining(table::put);
    whole = null;
  }

  /** Removes the field and returns what it had, or null when it was not there. */
  Bytes remove(Bytes field) {
    if (table != null) {
      return table.remove(field);
    }
    PackedFields packed = packed();
    if (!packed.find(field)) {
      return null;
    }
    whole = packed.removed();
    ownsWhole = true;
    return packed.value();
  }

  /** Shows the visitor every field. The fields are not to be changed meanwhile. */
  void forEach(FieldVisitor visitor) {
    if (table != null) {
      table.forEach(visitor);
    } else {
      packed().forEachRemaining(visitor);
    }
  }

  /** One step of a walk, as {@link FieldTable#scan}; what is whole is shown in one step. */
  long scan(long cursor, int countHint, FieldVisitor visitor) {
    if (table != null) {
      return table.scan(cursor, countHint, visitor);
    }
    packed().forEachRemaining(visitor);
    return 0;
  }

  /** Shows the visitor a field drawn by lot, of those there are. */
  void draw(RandomGenerator random, FieldVisitor visitor) {
    if (table != null) {
      table.draw(random, visitor);
      return;
    }
    PackedFields packed = packed();
    for (int left = random.nextInt((int) size()); left >= 0; left--) {
      packed.next();
    }
    visitor.visit(packed.field(), packed.value());
  }

  private PackedFields packed() {
    return new PackedFields(whole, WHOLE_STATE_AT + stateBytes);
  }
}
