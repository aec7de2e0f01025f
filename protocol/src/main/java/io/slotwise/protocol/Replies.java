package io.slotwise.protocol;

import java.util.ArrayList;
import java.util.List;

/** Replies that many commands share, and short ways to make the others. */
public final class Replies {

  public static final Reply.Status OK = new Reply.Status("OK");
  public static final Reply.Status PONG = new Reply.Status("PONG");
  public static final Reply.Status QUEUED = new Reply.Status("QUEUED");

  /** {@code $-1} in RESP2. */
  public static final Reply NIL = Reply.Null.BULK;

  /** {@code *-1} in RESP2. */
  public static final Reply NIL_ARRAY = Reply.Null.ARRAY;

  public static final Reply ZERO = new Reply.Int(0);
  public static final Reply ONE = new Reply.Int(1);
  public static final Reply EMPTY_ARRAY = new Reply.Array(List.of());
  public static final Reply EMPTY_BULK = new Reply.Bulk(Bytes.EMPTY);

  /** Nothing at all goes to the client ({@code CLIENT REPLY OFF}). */
  public static final Reply NONE = new Reply.Sequence(List.of());

  private Replies() {}

  public static Reply bulk(Bytes bytes) {
    return new Reply.Bulk(bytes);
  }

  /** The text as UTF-8. */
  public static Reply bulk(String text) {
    return new Reply.Bulk(Bytes.of(text));
  }

  public static Reply integer(long value) {
    return value == 0 ? ZERO : value == 1 ? ONE : new Reply.Int(value);
  }

  /** Integer 1 or 0: what Redis answers for yes and no. */
  public static Reply flag(boolean yes) {
    return yes ? ONE : ZERO;
  }

  public static Reply array(Reply... elements) {
    return new Reply.Array(List.of(elements));
  }

  /** An array of bulk strings. */
  public static Reply bulks(Iterable<String> texts) {
    List<Reply> elements = new ArrayList<>();
    texts.forEach(text -> elements.add(bulk(text)));
    return new Reply.Array(elements);
  }
}
