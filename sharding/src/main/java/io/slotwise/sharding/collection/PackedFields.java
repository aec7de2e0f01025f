package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.util.Arrays;

/**
 * A run of fields with their values in an array, and a place in it.
 *
 * <pre>
 * varint field length | varint value length | field | value          for each, one after the other
 * </pre>
 *
 * The array is never written to: what changes the run makes another array, with the same bytes in
 * front of the run.
 */
final class PackedFields {

  private final byte[] bytes;
  private int entryAt;
  private int fieldAt;
  private int valueAt;
  private int entryEnd;

  /**
   * Before the first field.
   *
   * @param from where the run begins in the array, at whose end it ends
   */
  PackedFields(byte[] bytes, int from) {
    this.bytes = bytes;
    this.entryEnd = from;
  }

  /** How many bytes a field and its value take. */
  static int entryBytes(int fieldBytes, int valueBytes) {
    return Varint.size(fieldBytes) + Varint.size(valueBytes) + fieldBytes + valueBytes;
  }

  /** Goes on to the next field; false behind the last one. */
  boolean next() {
    if (entryEnd == bytes.length) {
      return false;
    }
    entryAt = entryEnd;
    int fieldLength = Varint.read(bytes, entryAt);
    int valueLengthAt = entryAt + Varint.size(fieldLength);
    int valueLength = Varint.read(bytes, valueLengthAt);
    fieldAt = valueLengthAt + Varint.size(valueLength);
    valueAt = fieldAt + fieldLength;
    entryEnd = valueAt + valueLength;
    return true;
  }

  /** Goes on to the field; false, and behind the last one, when it is not there. */
  boolean find(Bytes field) {
    byte[] wanted = field.array();
    int from = field.offset();
    int to = from + field.length();
    while (next()) {
      if (valueAt - fieldAt == to - from
          && Arrays.equals(bytes, fieldAt, valueAt, wanted, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** How many fields are behind this place. */
  int count() {
    int count = 0;
    for (int at = entryEnd; at < bytes.length; count++) {
      int fieldLength = Varint.read(bytes, at);
      int valueLengthAt = at + Varint.size(fieldLength);
      int valueLength = Varint.read(bytes, valueLengthAt);
      at = valueLengthAt + Varint.size(valueLength) + fieldLength + valueLength;
    }
    return count;
  }

  /** Shows the visitor all that is behind this place. */
  void forEachRemaining(FieldVisitor visitor) {
    while (next()) {
      visitor.visit(field(), value());
    }
  }

  /** The field at this place, sharing the array. */
  Bytes field() {
    return Bytes.wrap(bytes, fieldAt, valueAt - fieldAt);
  }

  /** The value at this place, sharing the array. */
  Bytes value() {
    return Bytes.wrap(bytes, valueAt, entryEnd - valueAt);
  }

  /** How many bytes the field at this place and its value take. */
  int entryBytes() {
    return entryEnd - entryAt;
  }

  /** The array with another value at this place. */
  byte[] replaced(Bytes value) {
    int fieldLength = valueAt - fieldAt;
    int entryBytes = entryBytes(fieldLength, value.length());
    byte[] target = new byte[bytes.length - entryBytes() + entryBytes];
    System.arraycopy(bytes, 0, target, 0, entryAt);
    int at = writeEntry(target, entryAt, field(), value);
    System.arraycopy(bytes, entryEnd, target, at, bytes.length - entryEnd);
    return target;
  }

  /** The array without what is at this place. */
  byte[] removed() {
    byte[] target = new byte[bytes.length - entryBytes()];
    System.arraycopy(bytes, 0, target, 0, entryAt);
    System.arraycopy(bytes, entryEnd, target, entryAt, bytes.length - entryEnd);
    return target;
  }

  /** The array with one more field behind the last one. */
  static byte[] appended(byte[] bytes, Bytes field, Bytes value) {
    int entryBytes = entryBytes(field.length(), value.length());
    byte[] target = Arrays.copyOf(bytes, bytes.length + entryBytes);
    writeEntry(target, bytes.length, field, value);
    return target;
  }

  /** Writes the entry at this place to another array and returns where the next one goes. */
  int copyEntry(byte[] target, int at) {
    System.arraycopy(bytes, entryAt, target, at, entryBytes());
    return at + entryBytes();
  }

  private static int writeEntry(byte[] target, int from, Bytes field, Bytes value) {
    int at = Varint.write(target, from, field.length());
    at = Varint.write(target, at, value.length());
    field.copyTo(target, at);
    value.copyTo(target, at + field.length());
    return at + field.length() + value.length();
  }
}
