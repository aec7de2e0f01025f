package io.slotwise.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Very many bulk strings and numbers, one after the other in a few arrays: ten million members of a
 * set as a list of objects are nearly a gigabyte that the collector looks through while everybody
 * waits. To be gone through with {@link #iterator}; {@link #get} looks through a part of an array.
 *
 * <p>They are copies, so they stay as they are whatever becomes of what they were made from.
 *
 * <p>Not thread-safe while it is filled.
 */
public final class PackedReplies extends AbstractList<Reply> {

  private static final int COUNT_MIN = 1024;
  private static final int PART_BYTES = 16 << 10;
  private static final int LENGTH_BYTES = Integer.BYTES;

  /** Instead of a length: the eight bytes of a number follow. */
  private static final int DOUBLE = -1;

  /** The same for one that is printed {@link Reply.Dbl#plain}. */
  private static final int PLAIN_DOUBLE = -2;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle DOUBLE_BITS =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

  /** The length of each, and its bytes. */
  private final List<byte[]> parts = new ArrayList<>();

  /** Which is the first in each part. */
  private int[] firsts = new int[16];

  /** Where the next one goes in the last part. */
  private int end;

  private int size;
  private long heapBytes;
  private final ReplyRoom room = new ReplyRoom();

  private PackedReplies() {}

  /** As objects of their own, for a few. */
  private static final class Few extends ArrayList<Reply> {

    private static final long serialVersionUID = 1L;

    private final transient ReplyRoom room = new ReplyRoom();

    Few(int count) {
      super(count);
    }

    @Override
    public boolean add(Reply reply) {
      room.take(ReplySize.bytesOf(reply));
      return super.add(reply);
    }
  }

  /**
   * A list for about so many bulk strings and numbers, packed if they are many.
   *
   * @return a list to which nothing else is added, nor more than a {@link ReplyRoom} has room for:
   *     that is a {@link CommandError}
   */
  public static List<Reply> listFor(long count) {
    return count < COUNT_MIN ? new Few((int) count) : new PackedReplies();
  }

  @Override
  public boolean add(Reply reply) {
    if (reply instanceof Reply.Dbl number) {
      int at = place(number.plain() ? PLAIN_DOUBLE : DOUBLE, Double.BYTES);
      DOUBLE_BITS.set(last(), at, number.value());
    } else {
      Bytes bytes = ((Reply.Bulk) reply).bytes();
      int at = place(bytes.length(), bytes.length());
      bytes.copyTo(last(), at);
    }
    size++;
    return true;
  }

  /** Where the bytes behind the length go in the last part. */
  private int place(int length, int bytes) {
    int needed = LENGTH_BYTES + bytes;
    if (parts.isEmpty() || last().length - end < needed) {
      addPart(Math.max(needed, PART_BYTES));
    }
    INT.set(last(), end, length);
    end += needed;
    return end - bytes;
  }

  private byte[] last() {
    return parts.get(parts.size() - 1);
  }

  private void addPart(int bytes) {
    room.take(bytes);
    if (parts.size() == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * firsts.length);
    }
    firsts[parts.size()] = size;
    parts.add(new byte[bytes]);
    heapBytes += bytes;
    end = 0;
  }

  /** What they take, about. */
  public long heapBytes() {
    return heapBytes;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Reply get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index=" + index + " size=" + size);
    }
    int found = Arrays.binarySearch(firsts, 0, parts.size(), index);
    int part = found >= 0 ? found : -found - 2;
    Places places = new Places(part);
    Reply reply = places.next();
    for (int i = firsts[part]; i < index; i++) {
      reply = places.next();
    }
    return reply;
  }

  @Override
  public Iterator<Reply> iterator() {
    return new Places(0);
  }

  private final class Places implements Iterator<Reply> {
    private int part;
    private int at;
    private int index;

    Places(int part) {
      this.part = part;
      this.index = firsts[part];
    }

    @Override
    public boolean hasNext() {
      return index < size;
    }

    @Override
    public Reply next() {
      if (!hasNext()) {
        throw new NoSuchElementException("index=" + index);
      }
      if (part + 1 < parts.size() && firsts[part + 1] == index) {
        part++;
        at = 0;
      }
      byte[] bytes = parts.get(part);
      int length = (int) INT.get(bytes, at);
      at += LENGTH_BYTES;
      index++;
      if (length < 0) {
        double number = (double) DOUBLE_BITS.get(bytes, at);
        at += Double.BYTES;
        return new Reply.Dbl(number, length == PLAIN_DOUBLE);
      }
      at += length;
      return Replies.bulk(Bytes.wrap(bytes, at - length, length));
    }
  }
}
