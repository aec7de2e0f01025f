package io.slotwise.it.harness;

import io.slotwise.protocol.Bytes;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One reply as it came: nothing is interpreted beyond where it ends.
 *
 * @param type the RESP type byte, or {@link #CLOSED} for an end of the connection in its place
 * @param head what follows the type byte up to the line's end: a text, a number or a length
 * @param body the payload of a bulk, verbatim or blob error; empty otherwise
 * @param children elements in their order on the wire; of a map keys and values alternate
 */
public record RawReply(char type, Bytes head, Bytes body, List<RawReply> children) {

  /** The type of {@link #closed()}. */
  public static final char CLOSED = '\0';

  /** What a read answers when the server has ended the connection. */
  public static RawReply closed() {
    return new RawReply(CLOSED, Bytes.EMPTY, Bytes.EMPTY, List.of());
  }

  static RawReply line(char type, Bytes head) {
    return new RawReply(type, head, Bytes.EMPTY, List.of());
  }

  public boolean isClosed() {
    return type == CLOSED;
  }

  public boolean isError() {
    return type == '-' || type == '!';
  }

  /** Whether this is a null of either protocol. */
  public boolean isNull() {
    return type == '_' || (type == '$' || type == '*') && head.latin1().equals("-1");
  }

  /** The number of an integer reply. Throws when it is none. */
  public long asLong() {
    if (type != ':') {
      throw new IllegalStateException("not an integer: " + this);
    }
    return Long.parseLong(head.latin1());
  }

  /** The text of a status, error, number or bulk; null for a null and for an aggregate. */
  public String text() {
    if (isNull()) {
      return null;
    }
    return switch (type) {
      case '$', '=', '!' -> body.latin1();
      default -> isAggregate() ? null : head.latin1();
    };
  }

  /** Whether this is a map, set, array or push: something with children. */
  public boolean isAggregate() {
    return "*%~>|".indexOf(type) >= 0;
  }

  /** On one line, for messages: {@code [$"a", :1]}. */
  @Override
  public String toString() {
    if (isClosed()) {
      return "(closed)";
    }
    if (isNull()) {
      return type + head.latin1();
    }
    if (isAggregate()) {
      return type
          + children.stream().map(RawReply::toString).collect(Collectors.joining(", ", "[", "]"));
    }
    return type + CliWords.escape(text());
  }
}
