package io.slotwise.protocol.resp;

import io.slotwise.protocol.Args;
import io.slotwise.protocol.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes of one connection in, requests out: RESP arrays and inline commands, in any split.
 *
 * <p>The parser owns the array that bytes are read into. A read that finds nothing pending gets an
 * array of its own size, and the requests in it are slices of that array; a request that spans
 * reads is stitched in one array that doubles as bytes arrive, so a length that a client merely
 * promises costs nothing and a large value is copied a constant number of times. Bytes once
 * received are never overwritten. A parser with nothing pending holds no array.
 *
 * <p>What is accepted, refused and said is Redis 7.0's to the byte, including its oddities: the
 * byte after a carriage return is not looked at, and a NUL byte hides the end of its line. The one
 * chance given to the caller: {@link #nextBatch} ends a batch early where a client that has not
 * authenticated yet passes the limits for such clients, because a request of that same batch may be
 * the AUTH that lifts them.
 */
public final class RequestParser {

  /** What TLS begins with: nothing that anybody types, and its client would wait for an answer. */
  private static final byte TLS_HANDSHAKE = 0x16;

  private static final byte TLS_VERSION = 3;

  /** Longest line: an inline request or the header of an array or a bulk string. */
  public static final int LINE_BYTES_MAX = 64 * 1024;

  private static final int UNAUTHENTICATED_COUNT_MAX = 10;
  private static final int UNAUTHENTICATED_BULK_BYTES_MAX = 16 * 1024;

  /** The smallest value that {@code proto-max-bulk-len} can be set to. */
  private static final int BULK_BYTES_ALWAYS_ALLOWED = 1024 * 1024;

  /** Room behind a large bulk string for what else its last read brings. */
  private static final int SLACK_BYTES = 64 * 1024;

  /** The largest request that fits an array, with room for one more read. */
  private static final int PENDING_BYTES_MAX = Integer.MAX_VALUE - 1024 * 1024;

  private static final int WORDS_AT_FIRST = 64;
  private static final int TIDY_ABOVE_BYTES = 4096;
  private static final byte[] NONE = new byte[0];

  private final RequestLimits limits;
  private boolean unauthenticated;

  private byte[] data = NONE;

  /** Where the request under way begins; what lies before belongs to requests handed out. */
  private int start;

  /** The next byte to look at. */
  private int at;

  /** Behind the last byte received. */
  private int end;

  /** Where the search for the end of the present line goes on. */
  private int searchFrom;

  /** Arguments of the array under way that are still missing; 0 between requests. */
  private int missing;

  /** Length of the bulk string under way; -1 before its header. */
  private long bulkLength = -1;

  private int[] bounds;
  private int filled;
  private int count;
  private boolean batchHoldsRequests;
  private int lastBatchSize;
  private String protocolError;

  public RequestParser(RequestLimits limits) {
    this.limits = limits;
  }

  /** While set, the limits for clients that have yet to authenticate hold. */
  public void setUnauthenticated(boolean on) {
    unauthenticated = on;
  }

  /**
   * Makes room for bytes in {@link #array()}; {@link #received} says how many of them came.
   *
   * @return the index where they go
   */
  public int reserve(int bytes) {
    if (data.length - end < bytes) {
      grow(bytes);
    }
    return end;
  }

  /** The array to read into, valid after {@link #reserve} until the next call to the parser. */
  public byte[] array() {
    return data;
  }

  /** Takes over bytes written from the index that {@link #reserve} gave. */
  public void received(int bytes) {
    end += bytes;
  }

  /** Takes a copy of the bytes. */
  public void feed(byte[] bytes, int from, int to) {
    int target = reserve(to - from);
    System.arraycopy(bytes, from, data, target, to - from);
    received(to - from);
  }

  /** Bytes that are not part of a request handed out. */
  public int pendingBytes() {
    return end - start;
  }

  /**
   * Whether the client keeps more waiting than the limit allows. Redis closes such a connection
   * without a word.
   */
  public boolean isOverLimit() {
    int waiting = end - at;
    return waiting > limits.queryBufferLimitBytes()
        || end - start > limits.requestBytesMax() + BULK_BYTES_ALWAYS_ALLOWED + SLACK_BYTES
        || end - start > PENDING_BYTES_MAX;
  }

  /**
   * What is wrong with the bytes behind the last request ({@code Protocol error: ...}), or null.
   */
  public String protocolError() {
    return protocolError;
  }

  /**
   * The requests that are complete, in order; empty when there is none. All requests of earlier
   * batches have been executed when this is called.
   */
  public List<Args> nextBatch(int requestsMax) {
    batchHoldsRequests = false;
    Args first = next();
    if (first == null) {
      tidy();
      return List.of();
    }
    batchHoldsRequests = true;
    Args second = requestsMax > 1 ? next() : null;
    if (second == null) {
      lastBatchSize = 1;
      tidy();
      return List.of(first);
    }
    List<Args> batch = new ArrayList<>(Math.max(lastBatchSize, 8));
    batch.add(first);
    batch.add(second);
    while (batch.size() < requestsMax) {
      Args request = next();
      if (request == null) {
        break;
      }
      batch.add(request);
    }
    lastBatchSize = batch.size();
    tidy();
    return batch;
  }

  private Args next() {
    while (protocolError == null) {
      if (missing > 0) {
        return readArguments() ? take() : null;
      }
      start = at;
      if (at == end) {
        return null;
      }
      if (data[at] == '*') {
        if (!readCount()) {
          return null;
        }
      } else if (data[at] == TLS_HANDSHAKE && end - at > 1 && data[at + 1] == TLS_VERSION) {
        fail("TLS on a port that speaks none");
      } else {
        int lineFeed = find((byte) '\n');
        if (lineFeed < 0) {
          failIfTooLong("too big inline request");
          return null;
        }
        Args request = inline(lineFeed);
        if (request != null && request.count() > 0) {
          return request;
        }
      }
    }
    return null;
  }

  private Args take() {
    Args request = new Args(data, bounds);
    bounds = null;
    start = at;
    return request;
  }

  /** Null when its quotes do not match. */
  private Args inline(int lineFeed) {
    int lineEnd = lineFeed > at && data[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
    Args request = InlineRequest.split(data, at, lineEnd);
    if (request == null) {
      fail("unbalanced quotes in request");
      return null;
    }
    at = lineFeed + 1;
    start = at;
    return request;
  }

  /** Reads the header of an array; false when it is not complete or not acceptable. */
  private boolean readCount() {
    if (end - at >= 4 && data[at + 2] == '\r' && data[at + 1] >= '1' && data[at + 1] <= '9') {
      begin(data[at + 1] - '0');
      at += 4;
      return true;
    }
    int lineEnd = find((byte) '\r');
    if (lineEnd < 0) {
      failIfTooLong("too big mbulk count string");
      return false;
    }
    if (lineEnd + 2 > end) {
      return false;
    }
    long announced =
        Numbers.isInteger(data, at + 1, lineEnd)
            ? Numbers.integer(data, at + 1, lineEnd)
            : Long.MAX_VALUE;
    if (announced > Integer.MAX_VALUE) {
      return fail("invalid multibulk length");
    }
    if (announced > UNAUTHENTICATED_COUNT_MAX && unauthenticated) {
      return batchHoldsRequests ? false : fail("unauthenticated multibulk length");
    }
    at = lineEnd + 2;
    if (announced > 0) {
      begin((int) announced);
    }
    return true;
  }

  private void begin(int announced) {
    count = announced;
    missing = announced;
    filled = 0;
    bounds = new int[2 * Math.min(announced, WORDS_AT_FIRST)];
  }

  /** Reads bulk strings until none is missing; false when bytes are. */
  private boolean readArguments() {
    while (missing > 0) {
      if (bulkLength < 0 && !readBulkLength()) {
        return false;
      }
      if (end - at < bulkLength + 2) {
        return false;
      }
      int length = (int) bulkLength;
      if (filled == bounds.length) {
        bounds = Arrays.copyOf(bounds, (int) Math.min(2L * filled, 2L * count));
      }
      bounds[filled++] = at;
      bounds[filled++] = at + length;
      at += length + 2;
      bulkLength = -1;
      missing--;
    }
    return true;
  }

  private boolean readBulkLength() {
    if (end - at >= 5 && data[at] == '$') {
      int first = data[at + 1] - '0';
      if (first >= 0 && first <= 9) {
        if (data[at + 2] == '\r') {
          bulkLength = first;
          at += 4;
          return true;
        }
        int second = data[at + 2] - '0';
        if (first > 0 && second >= 0 && second <= 9 && data[at + 3] == '\r') {
          bulkLength = first * 10 + second;
          at += 5;
          return true;
        }
      }
    }
    return readAnyBulkLength();
  }

  private boolean readAnyBulkLength() {
    int lineEnd = find((byte) '\r');
    if (lineEnd < 0) {
      failIfTooLong("too big bulk count string");
      return false;
    }
    if (lineEnd + 2 > end) {
      return false;
    }
    if (data[at] != '$') {
      return fail("expected '$', got '" + (char) (data[at] & 0xff) + "'");
    }
    long announced =
        Numbers.isInteger(data, at + 1, lineEnd) ? Numbers.integer(data, at + 1, lineEnd) : -1;
    if (announced < 0
        || announced > BULK_BYTES_ALWAYS_ALLOWED && announced > limits.protoMaxBulkLenBytes()) {
      return fail("invalid bulk length");
    }
    if (announced > UNAUTHENTICATED_BULK_BYTES_MAX && unauthenticated) {
      return batchHoldsRequests ? false : fail("unauthenticated bulk length");
    }
    if (at - start + announced > limits.requestBytesMax()) {
      return batchHoldsRequests ? false : fail("the request is larger than this heap allows");
    }
    bulkLength = announced;
    at = lineEnd + 2;
    return true;
  }

  /** Where the byte stands in the present line, or -1 when it has not come or a NUL hides it. */
  private int find(byte wanted) {
    int i = Math.max(searchFrom, at);
    while (i < end && data[i] != 0) {
      if (data[i] == wanted) {
        return i;
      }
      i++;
    }
    searchFrom = i;
    return -1;
  }

  private void failIfTooLong(String what) {
    if (end - at > LINE_BYTES_MAX) {
      fail(what);
    }
  }

  private boolean fail(String what) {
    protocolError = "Protocol error: " + what;
    missing = 0;
    bounds = null;
    at = end;
    start = end;
    return false;
  }

  /** Gives back an array that nothing pending needs, or most of which is not pending. */
  private void tidy() {
    int pending = end - start;
    if (pending == 0) {
      data = NONE;
      start = 0;
      at = 0;
      end = 0;
      searchFrom = 0;
    } else if (data.length > TIDY_ABOVE_BYTES && pending < data.length >> 2 && bulkLength < 0) {
      moveTo(new byte[pending]);
    }
  }

  private void grow(int bytes) {
    int pending = end - start;
    long required = (long) pending + bytes;
    if (required > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("request too large: pendingBytes=" + pending);
    }
    // A bulk string under way says where doubling may stop.
    long expected =
        bulkLength < 0 ? Integer.MAX_VALUE - 8 : (at - start) + bulkLength + 2 + SLACK_BYTES;
    long doubled = Math.min(Math.min(2L * pending, expected), Integer.MAX_VALUE - 8);
    moveTo(new byte[(int) Math.max(required, doubled)]);
  }

  private void moveTo(byte[] target) {
    System.arraycopy(data, start, target, 0, end - start);
    for (int i = 0; i < filled && bounds != null; i++) {
      bounds[i] -= start;
    }
    data = target;
    at -= start;
    end -= start;
    searchFrom -= start;
    start = 0;
  }
}
