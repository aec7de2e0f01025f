package io.slotwise.protocol;

import java.util.Arrays;

/**
 * One request: the command's name at index 0 and its arguments behind it, as slices of one array.
 * Immutable, so a request may outlive the read that brought it (a queued command, a batch that
 * moved to another thread).
 */
public final class Args {

  private final byte[] data;

  /** Start and end of argument {@code i} at {@code 2 * i} and {@code 2 * i + 1}. */
  private final int[] bounds;

  /**
   * @param data not written again by the caller
   * @param bounds start (inclusive) and end (exclusive) of each argument in turn; not written again
   *     by the caller
   */
  public Args(byte[] data, int[] bounds) {
    this.data = data;
    this.bounds = bounds;
  }

  /** A request made by hand, each word as UTF-8. */
  public static Args of(String... words) {
    return of(Arrays.stream(words).map(Bytes::of).toArray(Bytes[]::new));
  }

  /** A request made of given bytes, copied. */
  public static Args of(Bytes... words) {
    int total = 0;
    for (Bytes word : words) {
      total += word.length();
    }
    byte[] data = new byte[total];
    int[] bounds = new int[words.length * 2];
    int at = 0;
    for (int i = 0; i < words.length; i++) {
      words[i].copyTo(data, at);
      bounds[2 * i] = at;
      at += words[i].length();
      bounds[2 * i + 1] = at;
    }
    return new Args(data, bounds);
  }

  /** How many words, the command's name included: Redis's argc. */
  public int count() {
    return bounds.length >> 1;
  }

  public int length(int index) {
    return bounds[2 * index + 1] - bounds[2 * index];
  }

  public boolean isEmpty(int index) {
    return length(index) == 0;
  }

  /** The argument as a slice of the request: {@link Bytes#compact()} it before keeping it. */
  public Bytes get(int index) {
    return Bytes.wrap(data, bounds[2 * index], length(index));
  }

  /** A copy of the argument that the caller owns. */
  public byte[] copy(int index) {
    return Arrays.copyOfRange(data, bounds[2 * index], bounds[2 * index + 1]);
  }

  /** The arguments from {@code index} on as a request of their own: the same bytes, not copied. */
  public Args from(int index) {
    return new Args(data, Arrays.copyOfRange(bounds, 2 * index, bounds.length));
  }

  /** Whether the argument is the given ASCII word in any case. */
  public boolean is(int index, String word) {
    return regionEqualsIgnoreCase(data, bounds[2 * index], length(index), word);
  }

  /**
   * The argument as a signed 64-bit integer.
   *
   * @throws CommandError {@code ERR value is not an integer or out of range}
   */
  public long integer(int index) {
    return integer(index, Errors.notInteger());
  }

  /** The same with an error of the command's own. */
  public long integer(int index, Reply.Error otherwise) {
    if (!Numbers.isInteger(data, bounds[2 * index], bounds[2 * index + 1])) {
      throw new CommandError(otherwise);
    }
    return Numbers.integer(data, bounds[2 * index], bounds[2 * index + 1]);
  }

  /** The array that the arguments lie in, for readers on the hot path: never write to it. */
  public byte[] array() {
    return data;
  }

  /** Where the argument begins in {@link #array()}. */
  public int offset(int index) {
    return bounds[2 * index];
  }

  /** The bytes that this request holds, names and arguments together. */
  public int sizeBytes() {
    int total = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      total += bounds[i + 1] - bounds[i];
    }
    return total;
  }

  static boolean regionEqualsIgnoreCase(byte[] array, int offset, int length, String word) {
    if (length != word.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (lower(array[offset + i]) != lower((byte) word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The byte with an ASCII capital letter lowered. */
  public static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count(); i++) {
      text.append(i == 0 ? "" : " ").append(get(i).latin1());
    }
    return text.toString();
  }
}
