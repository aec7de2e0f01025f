package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import io.slotwise.sharding.api.PagedHeader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The elements of a small sorted set, in order in the value of its key. Everything is found by
 * walking: over so few bytes in a row nothing is faster.
 *
 * <pre>
 * 0 | note u8 | count u16 | score f64 | varint member length | member    for each, in order
 * </pre>
 *
 * The array is never written to: what changes the elements makes another one.
 */
final class PackedElements implements ScoredElements {

  private static final int COUNT_AT = 2;
  private static final int FIRST_AT = 4;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

  private byte[] data;
  private int count;

  private PackedElements(byte[] data, int count) {
    this.data = data;
    this.count = count;
  }

  static PackedElements empty() {
    return new PackedElements(new byte[FIRST_AT], 0);
  }

  /** The elements in the data of a value. */
  static PackedElements of(byte[] data) {
    return new PackedElements(data, (short) SHORT.get(data, COUNT_AT));
  }

  /** Whether there is room for one more element. */
  boolean hasRoomFor(Bytes member, SortedSetShape shape) {
    return count < shape.wholeCountMax()
        && data.length + elementBytes(member) <= shape.wholeBytesMax();
  }

  @Override
  public long size() {
    return count;
  }

  @Override
  public double score(Bytes member) {
    int at = find(member);
    return at < 0 ? Double.NaN : scoreAt(at);
  }

  @Override
  public long countBefore(ElementEdge edge) {
    long before = 0;
    for (int at = FIRST_AT; at < data.length && isBefore(at, edge); at = endOf(at)) {
      before++;
    }
    return before;
  }

  @Override
  public void forEach(RankRange ranks, ElementVisitor visitor) {
    if (ranks.isEmpty()) {
      return;
    }
    int at = place(ranks.from());
    for (long left = ranks.size(); left > 0; left--) {
      visitor.visit(memberAt(at), scoreAt(at));
      at = endOf(at);
    }
  }

  @Override
  public void forEachReversed(RankRange ranks, ElementVisitor visitor) {
    if (ranks.isEmpty()) {
      return;
    }
    int[] places = new int[(int) ranks.size()];
    places[0] = place(ranks.from());
    for (int i = 1; i < places.length; i++) {
      places[i] = endOf(places[i - 1]);
    }
    for (int i = places.length - 1; i >= 0; i--) {
      visitor.visit(memberAt(places[i]), scoreAt(places[i]));
    }
  }

  @Override
  public void add(Bytes member, double score) {
    ElementEdge edge = ElementEdge.of(score, member);
    int at = FIRST_AT;
    while (at < data.length && isBefore(at, edge)) {
      at = endOf(at);
    }
    byte[] grown = new byte[data.length + elementBytes(member)];
    System.arraycopy(data, 0, grown, 0, at);
    DOUBLE.set(grown, at, score);
    int memberAt = Varint.write(grown, at + Double.BYTES, member.length());
    member.copyTo(grown, memberAt);
    System.arraycopy(data, at, grown, memberAt + member.length(), data.length - at);
    replace(grown, count + 1);
  }

  @Override
  public void change(Bytes member, double before, double after) {
    remove(member, before);
    add(member, after);
  }

  @Override
  public void remove(Bytes member, double score) {
    int at = find(member);
    cut(at, endOf(at), 1);
  }

  @Override
  public void remove(RankRange ranks) {
    if (!ranks.isEmpty()) {
      int from = place(ranks.from());
      int to = from;
      for (long left = ranks.size(); left > 0; left--) {
        to = endOf(to);
      }
      cut(from, to, (int) ranks.size());
    }
  }

  @Override
  public byte[] toData(byte note) {
    byte[] copy = data.clone();
    copy[0] = PagedHeader.WHOLE;
    copy[1] = note;
    return copy;
  }

  private void cut(int from, int to, int elements) {
    byte[] rest = new byte[data.length - (to - from)];
    System.arraycopy(data, 0, rest, 0, from);
    System.arraycopy(data, to, rest, from, data.length - to);
    replace(rest, count - elements);
  }

  private void replace(byte[] newData, int newCount) {
    data = newData;
    count = newCount;
    SHORT.set(data, COUNT_AT, (short) newCount);
  }

  private static int elementBytes(Bytes member) {
    return Double.BYTES + Varint.size(member.length()) + member.length();
  }

  /** Where the element of the rank begins. */
  private int place(long rank) {
    int at = FIRST_AT;
    for (long i = 0; i < rank; i++) {
      at = endOf(at);
    }
    return at;
  }

  /** Where the element of the member begins, or -1. */
  private int find(Bytes member) {
    byte[] wanted = member.array();
    int from = member.offset();
    int to = from + member.length();
    int at = FIRST_AT;
    while (at < data.length) {
      int length = Varint.read(data, at + Double.BYTES);
      int memberAt = at + Double.BYTES + Varint.size(length);
      if (length == to - from
          && Arrays.equals(data, memberAt, memberAt + length, wanted, from, to)) {
        return at;
      }
      at = memberAt + length;
    }
    return -1;
  }

  private boolean isBefore(int at, ElementEdge edge) {
    int length = Varint.read(data, at + Double.BYTES);
    int memberAt = at + Double.BYTES + Varint.size(length);
    return edge.isAfter(scoreAt(at), data, memberAt, memberAt + length);
  }

  private int endOf(int at) {
    int length = Varint.read(data, at + Double.BYTES);
    return at + Double.BYTES + Varint.size(length) + length;
  }

  private double scoreAt(int at) {
    return (double) DOUBLE.get(data, at);
  }

  private Bytes memberAt(int at) {
    int length = Varint.read(data, at + Double.BYTES);
    return Bytes.wrap(data, at + Double.BYTES + Varint.size(length), length);
  }
}
