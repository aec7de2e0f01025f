package io.slotwise.protocol.resp;

/**
 * Finds where a reply ends, in RESP2 or RESP3, without looking at what it says: for whoever passes
 * replies on.
 */
public final class ReplyFrames {

  private static final int INCOMPLETE = -1;

  private ReplyFrames() {}

  /**
   * The index behind the reply that begins at {@code from}, or -1 when not all of it is there.
   *
   * @throws IllegalArgumentException when this is no reply
   */
  public static int endOf(byte[] data, int from, int to) {
    int at = from;
    long left = 1;
    while (left > 0) {
      int lineEnd = lineEnd(data, at, to);
      if (lineEnd == INCOMPLETE) {
        return INCOMPLETE;
      }
      left--;
      switch (data[at]) {
        case '+', '-', ':', '_', '#', ',', '(' -> at = lineEnd;
        case '$', '=', '!' -> {
          long length = number(data, at + 1, lineEnd - 2);
          long end = length < 0 ? lineEnd : lineEnd + length + 2;
          if (end > to) {
            return INCOMPLETE;
          }
          at = (int) end;
        }
        case '*', '~', '>' -> {
          left += Math.max(0, number(data, at + 1, lineEnd - 2));
          at = lineEnd;
        }
        case '%' -> {
          left += 2 * Math.max(0, number(data, at + 1, lineEnd - 2));
          at = lineEnd;
        }
        case '|' -> {
          // What the attributes are about follows them.
          left += 2 * Math.max(0, number(data, at + 1, lineEnd - 2)) + 1;
          at = lineEnd;
        }
        default ->
            throw new IllegalArgumentException("no reply begins with byte " + (data[at] & 0xff));
      }
    }
    return at;
  }

  /** Behind the line's LF. */
  private static int lineEnd(byte[] data, int from, int to) {
    for (int at = from; at < to; at++) {
      if (data[at] == '\n') {
        return at + 1;
      }
    }
    return INCOMPLETE;
  }

  private static long number(byte[] data, int from, int to) {
    boolean negative = from < to && data[from] == '-';
    long value = 0;
    for (int at = negative ? from + 1 : from; at < to; at++) {
      if (data[at] < '0' || data[at] > '9') {
        throw new IllegalArgumentException("a length has byte " + (data[at] & 0xff));
      }
      value = value * 10 + data[at] - '0';
    }
    return negative ? -value : value;
  }
}
