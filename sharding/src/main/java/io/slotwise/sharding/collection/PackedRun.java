package io.slotwise.sharding.collection;

import io.slotwise.protocol.Bytes;
import java.util.Arrays;
import java.util.List;

/**
 * Elements one after the other, each behind its length as a {@link Varint}: what a leaf of a {@link
 * CountedTree} is. It has no head, so that a change at one place is a change of the bytes there and
 * of nothing else.
 *
 * <p>An element is known by the index at which its length begins. No array is written to.
 */
final class PackedRun {

  static final byte[] EMPTY = new byte[0];

  private PackedRun() {}

  /** How many bytes an element takes with its length. */
  static int bytesOf(int elementLength) {
    return Varint.size(elementLength) + elementLength;
  }

  /** Where the bytes of the element begin. */
  static int start(byte[] run, int at) {
    int next = at;
    while (run[next] < 0) {
      next++;
    }
    return next + 1;
  }

  /** Where the element ends and the next one begins. */
  static int end(byte[] run, int at) {
    int length = run[at];
    return length >= 0 ? at + 1 + length : start(run, at) + Varint.read(run, at);
  }

  /** The element, sharing the array. */
  static Bytes element(byte[] run, int at) {
    int start = start(run, at);
    return Bytes.wrap(run, start, end(run, at) - start);
  }

  /** Where the element of an index is, or the end of the run. */
  static int seek(byte[] run, long index) {
    int at = 0;
    for (long i = 0; i < index; i++) {
      at = end(run, at);
    }
    return at;
  }

  static int count(byte[] run) {
    int count = 0;
    for (int at = 0; at < run.length; at = end(run, at)) {
      count++;
    }
    return count;
  }

  /** Where the last element of a run that is not empty is. */
  static int last(byte[] run) {
    int at = 0;
    for (int next = end(run, 0); next < run.length; next = end(run, next)) {
      at = next;
    }
    return at;
  }

  /** Where each element is. */
  static int[] places(byte[] run) {
    int[] places = new int[count(run)];
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = at;
      at = end(run, at);
    }
    return places;
  }

  /** The elements as a run. */
  static byte[] of(List<Bytes> elements) {
    int total = 0;
    for (Bytes element : elements) {
      total += bytesOf(element.length());
    }
    byte[] run = new byte[total];
    int at = 0;
    for (Bytes element : elements) {
      at = write(run, at, element);
    }
    return run;
  }

  /** Writes an element with its length and returns where the next one goes. */
  static int write(byte[] target, int at, Bytes element) {
    int start = Varint.write(target, at, element.length());
    element.copyTo(target, start);
    return start + element.length();
  }

  /** The run with an element in place of what is from {@code from} to {@code to}. */
  static byte[] replaced(byte[] run, int from, int to, Bytes element) {
    int length = bytesOf(element.length());
    byte[] target = new byte[run.length - (to - from) + length];
    System.arraycopy(run, 0, target, 0, from);
    write(target, from, element);
    System.arraycopy(run, to, target, from + length, run.length - to);
    return target;
  }

  /** The run without what is from {@code from} to {@code to}. */
  static byte[] removed(byte[] run, int from, int to) {
    byte[] target = Arrays.copyOf(run, run.length - (to - from));
    System.arraycopy(run, to, target, from, run.length - to);
    return target;
  }

  /**
   * The run without some of its elements.
   *
   * @param ranks ascending; those from {@code from} to {@code to} are removed
   * @param start the rank of the first element of the run
   */
  static byte[] without(byte[] run, long[] ranks, int from, int to, long start) {
    byte[] target = new byte[run.length];
    int length = 0;
    int next = from;
    long rank = start;
    for (int at = 0, end; at < run.length; at = end, rank++) {
      end = end(run, at);
      if (next < to && ranks[next] == rank) {
        next++;
      } else {
        System.arraycopy(run, at, target, length, end - at);
        length += end - at;
      }
    }
    return Arrays.copyOf(target, length);
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] target = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, target, first.length, second.length);
    return target;
  }
}
