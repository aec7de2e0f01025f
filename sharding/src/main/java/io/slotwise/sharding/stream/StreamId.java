package io.slotwise.sharding.stream;

import io.slotwise.protocol.Bytes;
import java.nio.charset.StandardCharsets;

/**
 * The id of an entry: a time and a number within it, both unsigned. Ids of a stream only grow.
 *
 * @param ms Unix time by habit, any number by right
 * @param seq tells entries of one millisecond apart
 */
public record StreamId(long ms, long seq) implements Comparable<StreamId> {

  public static final StreamId MIN = new StreamId(0, 0);
  public static final StreamId MAX = new StreamId(-1, -1);

  /** How many bytes an id takes; they compare as ids do. */
  static final int BYTES = 16;

  /** Longer text is no id, whatever it says. */
  private static final int TEXT_CHARS_MAX = 127;

  /** As many as always fit a signed number. */
  private static final int PLAIN_DIGITS_MAX = 18;

  /** The id behind this one, or null behind {@link #MAX}. */
  public StreamId next() {
    if (seq != -1) {
      return new StreamId(ms, seq + 1);
    }
    return ms == -1 ? null : new StreamId(ms + 1, 0);
  }

  /** The id in front of this one, or null in front of {@link #MIN}. */
  public StreamId previous() {
    if (seq != 0) {
      return new StreamId(ms, seq - 1);
    }
    return ms == 0 ? null : new StreamId(ms - 1, -1);
  }

  public boolean isZero() {
    return ms == 0 && seq == 0;
  }

  public boolean isBefore(StreamId other) {
    return compareTo(other) < 0;
  }

  public boolean isAfter(StreamId other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(StreamId other) {
    return compare(ms, seq, other);
  }

  /** The order of an id that nobody has made an object of against another. */
  static int compare(long ms, long seq, StreamId other) {
    int byTime = Long.compareUnsigned(ms, other.ms);
    return byTime != 0 ? byTime : Long.compareUnsigned(seq, other.seq);
  }

  /** The bytes by which trees find what belongs to the id. */
  Bytes key() {
    return new Packer(BYTES).id(this).toBytes();
  }

  /**
   * The id that a client has written, {@code ms} or {@code ms-seq}.
   *
   * @param missingSeq what {@code ms} alone stands for
   * @return null when it is none
   */
  public static StreamId parse(Bytes text, long missingSeq) {
    int dash = digits(text, 0);
    if (dash == text.length() && isPlain(dash)) {
      return new StreamId(number(text, 0, dash), missingSeq);
    }
    if (isPlain(dash) && text.at(dash) == '-') {
      int end = digits(text, dash + 1);
      if (end == text.length() && isPlain(end - dash - 1)) {
        return new StreamId(number(text, 0, dash), number(text, dash + 1, end));
      }
    }
    return parseOdd(text, missingSeq);
  }

  /** Where digits end. */
  private static int digits(Bytes text, int from) {
    int at = from;
    while (at < text.length() && text.at(at) >= '0' && text.at(at) <= '9') {
      at++;
    }
    return at;
  }

  /** Whether so many digits are a number about which there is no question. */
  private static boolean isPlain(int digits) {
    return digits > 0 && digits <= PLAIN_DIGITS_MAX;
  }

  private static long number(Bytes text, int from, int to) {
    long number = 0;
    for (int i = from; i < to; i++) {
      number = 10 * number + (text.at(i) - '0');
    }
    return number;
  }

  /** All that Redis takes for an id though nobody would write it so, and what is none. */
  private static StreamId parseOdd(Bytes text, long missingSeq) {
    String given = text(text);
    if (given == null) {
      return null;
    }
    int dash = given.indexOf('-');
    Long ms = unsigned(dash < 0 ? given : given.substring(0, dash));
    Long seq = dash < 0 ? Long.valueOf(missingSeq) : unsigned(given.substring(dash + 1));
    return ms == null || seq == null ? null : new StreamId(ms, seq);
  }

  /**
   * The time of {@code ms-*}, which leaves the number within it to the stream.
   *
   * @return null when the text is anything else
   */
  public static Long parseTimeAlone(Bytes text) {
    String given = text(text);
    int dash = given == null ? -1 : given.indexOf('-');
    return dash >= 0 && given.substring(dash).equals("-*")
        ? unsigned(given.substring(0, dash))
        : null;
  }

  /** What Redis's string functions see of an argument; null when it is too long. */
  private static String text(Bytes bytes) {
    if (bytes.length() > TEXT_CHARS_MAX) {
      return null;
    }
    String text = bytes.latin1();
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  /**
   * A number as Redis reads it: a plain negative one is refused, everything else is up to C's
   * {@code strtoull}, which skips blanks, takes a sign and counts down from 2^64 for a minus.
   */
  private static Long unsigned(String text) {
    int at = 0;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    boolean minus = at < text.length() && text.charAt(at) == '-';
    boolean signed = minus || at < text.length() && text.charAt(at) == '+';
    String digits = text.substring(signed ? at + 1 : at);
    if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    if (text.charAt(0) == '-' && digits.charAt(0) != '0' && fitsNegative(digits)) {
      return null;
    }
    try {
      long number = Long.parseUnsignedLong(digits);
      return minus ? -number : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static boolean fitsNegative(String digits) {
    try {
      Long.parseLong("-" + digits);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** As clients see it. */
  public Bytes toBytes() {
    if (ms < 0 || seq < 0) {
      return Bytes.wrap(toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    int dashAt = digitsOf(ms);
    byte[] text = new byte[dashAt + 1 + digitsOf(seq)];
    putDigits(text, dashAt, ms);
    text[dashAt] = '-';
    putDigits(text, text.length, seq);
    return Bytes.wrap(text);
  }

  private static int digitsOf(long number) {
    int digits = 1;
    for (long rest = number / 10; rest != 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** Writes a number so that it ends in front of an index. */
  private static void putDigits(byte[] target, int end, long number) {
    int at = end;
    long rest = number;
    do {
      target[--at] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest != 0);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
  }
}
