package io.slotwise.protocol.resp;

/**
 * Finds where replies end, in RESP2 or RESP3, without looking at what they say: for whoever passes
 * replies on. Of a reply that comes bit by bit it remembers how far it has looked.
 */
public final class ReplyFrames {

  private static final int INCOMPLETE = -1;

  /** How many bytes of the reply under way were looked at: whole parts of it. */
  private int seen;

  /** How many parts are to come. */
  private long left = 1;

  /**
   * The index behind the reply that begins at {@code from}, or -1 when not all of it is there: then
   * to be asked again once there is more, with the same bytes from {@code from} on, wherever they
   * lie by then.
   *
   * @throws IllegalArgumentException when this is no reply
   */
  public int endOf(byte[] data, int from, int to) {
    while (left > 0) {
      int at = from + seen;
      int lineEnd = lineEnd(data, at, to);
      if (lineEnd == INCOMPLETE) {
        return INCOMPLETE;
      }
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
      left--;
      seen = at - from;
    }
    int end = from + seen;
    seen = 0;
    left = 1;
    return end;
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
