package io.slotwise.protocol.resp;

import io.slotwise.protocol.Bytes;
import io.slotwise.protocol.Replies;
import io.slotwise.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Replies in, RESP2 or RESP3 bytes out: the only class that knows how the two differ.
 *
 * <p>Bytes collect in one array that is used again and again: whoever encodes copies what lies
 * behind the mark it took ({@link #length()}) and goes back to it ({@link #truncate}). A reply that
 * is large goes to a {@link Spill} piece by piece while it is being encoded, so the array stays
 * small.
 */
public final class ReplyEncoder implements Reply.Visitor<Void> {

  /** A bulk string from this length on is handed over as it is instead of being copied. */
  public static final int LARGE_BYTES = 64 * 1024;

  private static final int SPILL_BYTES = 64 * 1024;
  private static final int CAPACITY_AT_FIRST = 16 * 1024;

  /** More than the longest header: a type byte, a sign, 19 digits, CR, LF. */
  private static final int HEADER_BYTES = 24;

  /** So many elements are not encoded in one go where they may wait. */
  private static final int MANY_ELEMENTS = 1024;

  private static final byte[] OK = ascii("+OK\r\n");
  private static final byte[] PONG = ascii("+PONG\r\n");
  private static final byte[] QUEUED = ascii("+QUEUED\r\n");
  private static final byte[] NIL_BULK = ascii("$-1\r\n");
  private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
  private static final byte[] NIL = ascii("_\r\n");
  private static final byte[] TRUE = ascii("#t\r\n");
  private static final byte[] FALSE = ascii("#f\r\n");

  /** Takes what would make the encoder's array large. Pieces come in order. */
  public interface Spill {

    /** Copies these bytes before it returns. */
    void bytes(byte[] array, int from, int to);

    /** Keeps these bytes as they are. */
    void large(Bytes bytes);

    /**
     * Has elements encoded when their turn comes, behind all pieces before.
     *
     * @return false to have them encoded now
     */
    default boolean later(PendingElements elements) {
      return false;
    }
  }

  private byte[] out = new byte[CAPACITY_AT_FIRST];
  private int length;
  private boolean resp3;
  private Spill spill;
  private int spillFrom;
  private int spills;

  /** Bytes encoded and not truncated. */
  public int length() {
    return length;
  }

  /** The bytes, from 0 to {@link #length()}; valid until the next call. */
  public byte[] array() {
    return out;
  }

  /** Forgets what lies behind the mark. */
  public void truncate(int mark) {
    length = mark;
  }

  /** Encodes behind what is there already, however large the reply is. */
  public void encode(Reply reply, int respVersion) {
    encode(reply, respVersion, length, null);
  }

  /**
   * Encodes behind what is there already. When much has collected, all that lies behind {@code
   * from} goes to the spill and the encoder goes back to that mark.
   */
  public void encode(Reply reply, int respVersion, int from, Spill into) {
    resp3 = respVersion >= 3;
    spillFrom = from;
    spill = into;
    reply.accept(this);
    spill = null;
  }

  /** Hands over some {@value #SPILL_BYTES} bytes more of the elements, or all that are left. */
  public void encode(PendingElements elements, Spill into) {
    resp3 = elements.isResp3();
    spillFrom = length;
    spill = into;
    for (int spilled = spills; spilled == spills && elements.hasNext(); ) {
      elements.next(this);
      spillWhenMuch();
    }
    spillCollected();
    spill = null;
  }

  void arrayHeader(int elements) {
    header('*', elements);
  }

  @Override
  public Void status(Reply.Status reply) {
    if (reply == Replies.OK) {
      return raw(OK);
    }
    if (reply == Replies.PONG) {
      return raw(PONG);
    }
    if (reply == Replies.QUEUED) {
      return raw(QUEUED);
    }
    String text = reply.text();
    room(text.length() + 3);
    out[length++] = '+';
    text(text);
    return lineEnd();
  }

  @Override
  public Void bulk(Reply.Bulk reply) {
    return bulk(reply.bytes());
  }

  private Void bulk(Bytes bytes) {
    header('$', bytes.length());
    return body(bytes);
  }

  private Void body(Bytes bytes) {
    int size = bytes.length();
    if (size >= LARGE_BYTES && spill != null) {
      spillCollected();
      spill.large(bytes);
      room(2);
    } else {
      room(size + 2);
      bytes.copyTo(out, length);
      length += size;
    }
    lineEnd();
    spillWhenMuch();
    return null;
  }

  @Override
  public Void integer(Reply.Int reply) {
    return header(':', reply.value());
  }

  @Override
  public Void dbl(Reply.Dbl reply) {
    String text = DoubleText.of(reply);
    return resp3 ? line(',', text) : shortBulk(text);
  }

  @Override
  public Void bool(Reply.Bool reply) {
    return resp3 ? raw(reply.value() ? TRUE : FALSE) : header(':', reply.value() ? 1 : 0);
  }

  @Override
  public Void bigNumber(Reply.BigNumber reply) {
    return resp3 ? line('(', reply.digits()) : shortBulk(reply.digits());
  }

  @Override
  public Void verbatim(Reply.Verbatim reply) {
    if (!resp3) {
      return bulk(reply.text());
    }
    header('=', reply.text().length() + 4L);
    room(4);
    text(reply.format());
    out[length++] = ':';
    return body(reply.text());
  }

  @Override
  public Void nil(Reply.Null reply) {
    return raw(resp3 ? NIL : reply == Reply.Null.ARRAY ? NIL_ARRAY : NIL_BULK);
  }

  @Override
  public Void array(Reply.Array reply) {
    return elements('*', reply.elements());
  }

  @Override
  public Void map(Reply.MapOf reply) {
    List<Reply> entries = reply.keysAndValues();
    header(resp3 ? '%' : '*', resp3 ? entries.size() / 2 : entries.size());
    return each(entries, 0);
  }

  @Override
  public Void set(Reply.SetOf reply) {
    return elements(resp3 ? '~' : '*', reply.elements());
  }

  @Override
  public Void pairs(Reply.Pairs reply) {
    List<Reply> flat = reply.firstsAndSeconds();
    return resp3 ? nested(flat) : elements('*', flat);
  }

  @Override
  public Void pairedMap(Reply.PairedMap reply) {
    List<Reply> flat = reply.keysAndValues();
    if (!resp3) {
      return nested(flat);
    }
    header('%', flat.size() / 2);
    return each(flat, 0);
  }

  /** An array of arrays of two. */
  private Void nested(List<Reply> flat) {
    header('*', flat.size() / 2);
    return each(flat, 2);
  }

  @Override
  public Void push(Reply.Push reply) {
    return elements(resp3 ? '>' : '*', reply.elements());
  }

  @Override
  public Void error(Reply.Error reply) {
    return line('-', reply.line());
  }

  @Override
  public Void sequence(Reply.Sequence reply) {
    return each(reply.replies(), 0);
  }

  private Void elements(char type, List<Reply> elements) {
    header(type, elements.size());
    return each(elements, 0);
  }

  /**
   * @param perArray how many of them make an array of their own, or 0
   */
  private Void each(List<Reply> replies, int perArray) {
    if (spill != null && replies.size() >= MANY_ELEMENTS) {
      spillCollected();
      if (spill.later(new PendingElements(replies, perArray, resp3))) {
        return null;
      }
    }
    int untilHeader = 0;
    for (Reply reply : replies) {
      if (perArray > 0 && untilHeader == 0) {
        header('*', perArray);
        untilHeader = perArray;
      }
      untilHeader--;
      reply.accept(this);
      spillWhenMuch();
    }
    return null;
  }

  private Void shortBulk(String text) {
    header('$', text.length());
    room(text.length() + 2);
    text(text);
    return lineEnd();
  }

  private Void line(char type, String text) {
    room(text.length() + 3);
    out[length++] = (byte) type;
    text(text);
    return lineEnd();
  }

  /** One byte a char, as the texts of errors carry clients' bytes; nothing that ends a line. */
  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out[length++] = c == '\r' || c == '\n' ? (byte) ' ' : c > 0xff ? (byte) '?' : (byte) c;
    }
  }

  private Void raw(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
    return null;
  }

  private Void header(char type, long number) {
    room(HEADER_BYTES);
    out[length++] = (byte) type;
    if (number >= 0 && number < 10) {
      out[length++] = (byte) ('0' + number);
    } else {
      number(number);
    }
    return lineEnd();
  }

  private void number(long number) {
    if (number == Long.MIN_VALUE) {
      text("-9223372036854775808");
      return;
    }
    long rest = number;
    if (rest < 0) {
      out[length++] = '-';
      rest = -rest;
    }
    int digits = 1;
    for (long power = 10; digits < 19 && rest >= power; power *= 10) {
      digits++;
    }
    length += digits;
    int at = length;
    while (digits-- > 0) {
      long tenth = rest / 10;
      out[--at] = (byte) ('0' + (rest - tenth * 10));
      rest = tenth;
    }
  }

  private Void lineEnd() {
    out[length++] = '\r';
    out[length++] = '\n';
    return null;
  }

  private void spillWhenMuch() {
    if (spill != null && length - spillFrom >= SPILL_BYTES) {
      spillCollected();
    }
  }

  private void spillCollected() {
    if (length > spillFrom) {
      spill.bytes(out, spillFrom, length);
      length = spillFrom;
      spills++;
    }
  }

  private void room(int bytes) {
    if (out.length - length < bytes) {
      int required = Math.addExact(length, bytes);
      int doubled = (int) Math.min(2L * out.length, Integer.MAX_VALUE - 8);
      out = Arrays.copyOf(out, Math.max(required, doubled));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
